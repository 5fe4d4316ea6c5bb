#!/usr/bin/env bash
# One would guess: under the global interpreter lock, two threads may call ast.parse, or what calls it, at a time.
#
# What is so: Python 3.11 up to 3.11.7 counts how deep it is in a field that all threads share. Where the garbage
# collector runs a callback in the middle of a parse, another thread gets its turn, and one of the two parses of sound
# text ends with "SystemError: AST constructor recursion depth mismatch". Hypothesis has such a callback and parses
# the source of lambdas, so that Schemathesis with two workers says "1 error" once in many runs.
#
# Source: github.com/python/cpython, issue 106905; pull request 113035 mended it, in 3.11.8 and 3.12.2.
set -euo pipefail
python3 - <<'EOF'
import ast
import gc
import sys
import threading

sys.setswitchinterval(1e-6)
source = "x = [" + ", ".join(f"lambda a{i}: (a{i} + {i}, [a{i}])" for i in range(60)) + "]"
refused = []


def called(phase, info):
    for _ in range(50):  # long enough for another thread's turn
        pass


def parse():
    for _ in range(60):
        try:
            ast.parse(source)
        except SystemError as error:
            refused.append(str(error))


gc.callbacks.append(called)
parse()
alone = len(refused)
threads = [threading.Thread(target=parse) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
told = refused[0] if refused else "none"
print(f"Python {sys.version.split()[0]}: of 60 parses alone {alone} are refused, of 120 in two threads {len(refused) - alone}: {told}")
has_it = (3, 11) <= sys.version_info[:2] < (3, 12) and sys.version_info < (3, 11, 8)
assert alone == 0
assert bool(refused) == has_it
EOF
