#!/usr/bin/env bash
# One would guess: a step of L-BFGS-B in a few hundred dimensions, matrices of twenty by twenty, is done by one thread, and takes as long
# beside other programs as its share of the processor says.
#
# What is so: since SciPy 1.15 the step is written in C and calls LAPACK, and OpenBLAS hands even these matrices to all its threads,
# which wait for each other busily. Where other programs have the processors each step waits for their turns: the same fit takes many
# times as long as with OPENBLAS_NUM_THREADS=1, which gives the same bytes. It is seen in test suites that run in several processes.
#
# Source: SciPy 1.17.1, scipy/optimize/__lbfgsb.c, which calls dpotrf, dtrtrs and dgemm; OpenBLAS, docs/runtime_variables.md.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'scipy==1.17.1' 'numpy==2.4.6'
cat >fit.py <<'EOF'
import time
import numpy as np
from scipy.optimize import minimize, rosen, rosen_der

def fit(steps):
    options = {"maxiter": steps, "maxfun": 10 * steps, "maxcor": 20, "ftol": 0.0, "gtol": 0.0}
    return minimize(rosen, np.full(300, 0.5), jac=rosen_der, method="L-BFGS-B", bounds=[(0.0, None)] * 300, options=options)

fit(5)
begun = time.perf_counter()
found = fit(400)
print(f"{time.perf_counter() - begun:.3f} {found.nit} {found.x.tobytes().hex()}")
EOF
cat >both.py <<'EOF'
import os, subprocess, sys

busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2 * os.cpu_count())]
try:
    found = {}
    for threads in "1", "4":
        environment = os.environ | {"OPENBLAS_NUM_THREADS": threads}
        seconds, steps, result = subprocess.check_output([sys.executable, "fit.py"], env=environment, text=True).split()
        found[threads] = float(seconds), result
        print(f"{threads} threads beside {len(busy)} busy processes: {steps} steps in {seconds} s", flush=True)
finally:
    for process in busy:
        process.kill()
        process.wait()
assert found["1"][1] == found["4"][1], "the same bytes"
assert found["4"][0] > 3 * found["1"][0]
EOF
venv/bin/python both.py
