"""The judge: makes the verdict on a submission outside the student's process.

    judge process                                        student's kernel
    -------------                                        ----------------
    Judge(Channel(fd)): master's setup and test cells    student.serve(fd): names, functions, objects
         |  tasks.convolve.check(convolve)                    ^
         |  `convolve` is a proxy; the call goes over --------+  plain data over a stream socket, see `codec`
         v  the socket, and the answer is compared here
    Verdict

What the judge believes: nothing. It decodes plain data within limits, waits until a deadline, compares with values that
never leave its process, and calls nothing that the student's process named. What the student's process can do is give
wrong answers, or none.

`process.main` (or `python -m coursekit.grading.judge CONTROL_FD STUDENT_FD`) runs a judge for another process.
"""
