# What differs from site to site; the batch scripts source this file. What the environment has already stays.
MODULES=${MODULES:-}                # modules to load, such as "openmpi petsc"
HEAVISIDE=${HEAVISIDE:-heaviside}   # the program, where it is not in PATH
MPI_TYPE=${MPI_TYPE:-pmix}          # srun --mpi; pmix for Open MPI
REQUEUES=${REQUEUES:-20}            # times that a training that the time limit stopped goes back to the queue, at most
