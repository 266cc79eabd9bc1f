"""One image changed: what is drawn, where each pixel comes from, which value it gets."""
