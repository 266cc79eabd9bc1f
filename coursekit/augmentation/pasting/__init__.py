"""Things cut out of images and pasted onto others."""
