"""A Slurm of one machine, for as long as a test runs: munged, slurmctld and slurmd, as children of this process.

Everything is in one folder; nothing under /etc is read or written. Needs root, as slurmd does.
"""

import os
import secrets
import shutil
import socket
import subprocess
import time
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "scontrol", "scancel", "squeue", "sinfo")

CONFIGURATION = """
ClusterName=heaviside
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=5
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=pmix
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
PriorityType=priority/basic
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
JobRequeue=1
EnforcePartLimits=ALL
ReturnToService=2
KillWait=3
MinJobAge=600
MailProg=/bin/true
NodeName={host} NodeAddr=127.0.0.1 Port={node_port} CPUs={cores} State=UNKNOWN
PartitionName=usual Nodes=ALL Default=YES MaxTime=60 DefaultTime=10 PriorityTier=1 State=UP
PartitionName=urgent Nodes=ALL MaxTime=60 DefaultTime=10 PriorityTier=10 State=UP
"""


class Unavailable(Exception):
    """There is no Slurm to be brought up here, and why."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """Up when it is made; `down()` ends its jobs and its daemons."""

    def __init__(self, folder, cores=4):
        missing = [program for program in PROGRAMS if shutil.which(program) is None]
        if missing:
            raise Unavailable(f"not installed: {', '.join(missing)} (Debian: slurm-wlm, munge)")
        if os.geteuid() != 0:
            raise Unavailable("slurmd needs root")
        self.folder = Path(folder)
        self.folder.chmod(0o755)
        self.daemons = []
        for name in ("state", "spool", "munge"):
            (self.folder / name).mkdir()
        key = self.folder / "munge/key"
        key.write_bytes(secrets.token_bytes(128))
        key.chmod(0o400)
        host = socket.gethostname().split(".")[0]
        configuration = self.folder / "slurm.conf"
        configuration.write_text(CONFIGURATION.format(folder=self.folder, host=host, cores=cores,
                                                      controller_port=free_port(), node_port=free_port()))
        self.environment = {**os.environ, "SLURM_CONF": str(configuration)}
        try:
            self.up(host)
        except Exception:
            self.down()
            raise

    def up(self, host):
        socket_path = self.folder / "munge.socket"
        self.daemon("munged", "--foreground", "--force", "--num-threads=2", f"--key-file={self.folder}/munge/key",
                    f"--socket={socket_path}", f"--pid-file={self.folder}/munged.pid",
                    f"--log-file={self.folder}/munged.log", f"--seed-file={self.folder}/munge/seed")
        self.wait(socket_path.exists, "munged is not up")
        self.daemon("slurmctld", "-D")
        self.daemon("slurmd", "-D", "-N", host)
        self.wait(lambda: self.ask("sinfo", "--noheader", "--format=%T", "--partition=usual") == "idle",
                  "the node is not idle")

    def daemon(self, *command):
        log = open(self.folder / f"{command[0]}.out", "w")
        self.daemons.append(subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=subprocess.STDOUT, start_new_session=True))
        log.close()

    def wait(self, condition, complaint, seconds=30):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                logs = "\n".join(f"== {path.name}\n{path.read_text(errors='replace')[-1500:]}"
                                 for path in sorted(self.folder.glob("*.log")) + sorted(self.folder.glob("*.out")))
                raise AssertionError(f"{complaint} after {seconds} s\n{logs}")
            time.sleep(0.1)

    def ask(self, *command, **how):
        """What a command of Slurm prints; empty where it fails."""
        result = subprocess.run(list(map(str, command)), env={**self.environment, **how.pop("environment", {})},
                                capture_output=True, text=True, timeout=30, **how)
        return result.stdout.strip() if result.returncode == 0 else ""

    def down(self):
        if len(self.daemons) == 3:
            self.ask("scancel", "--me")
            try:
                self.wait(lambda: self.ask("squeue", "--noheader") == "", "jobs do not end", 15)
            except AssertionError:
                pass
        for daemon in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
