"""Which room includes what: rooms stand in a row, and includes go leftwards only."""

import re
from pathlib import Path

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^">]+)[">]', re.MULTILINE)

# Headers of libraries that few files may see: what the include begins with -> what the path behind src/ or
# include/heaviside/ must begin with.
CONFINED = {
    "mpi.h": ("core/",),
    "petsc": ("core/petsc", "core/run", "core/versions", "dictionary/petsc_matrix", "solver/krylov"),
    "boost/program_options": ("core/options",),
}

# What a room may see of another: its whole view.
VIEWS = {("solver", "dictionary"): ("dictionary.hpp",)}


def sources(root):
    """Every source and header with its path behind src/ or include/heaviside/, which begins with its room."""
    for folder in (root / "src", root / "include" / "heaviside"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".cpp", ".hpp", ".h", ".c"):
                yield path, path.relative_to(folder).as_posix()


def refusal(place, include, rooms):
    """Why the file at `place` must not include `include`; None where it may."""
    for library, allowed in CONFINED.items():
        if include.startswith(library) and not place.startswith(allowed):
            return f"{library} belongs to {', '.join(allowed)}"
    room = place.split("/")[0]
    other, _, file = include.removeprefix("heaviside/").partition("/")
    if other == "..":
        return "includes do not climb out of their folder"
    if other not in rooms:
        return "there is no such room" if include.startswith("heaviside/") else None
    if rooms.index(other) > rooms.index(room):
        return f"{other} stands to the right of {room}"
    if file not in VIEWS.get((room, other), (file,)):
        return f"{room} sees of {other} only {', '.join(VIEWS[room, other])}"
    return None


def violations(root, rooms):
    """One line for each include that must not be. `rooms` from left to right."""
    found = []
    for path, place in sources(Path(root)):
        if place.split("/")[0] not in rooms:
            found.append(f"{path}: there is no such room")
            continue
        for include in INCLUDE.findall(path.read_text()):
            reason = refusal(place, include, rooms)
            if reason:
                found.append(f"{path}: must not include {include}: {reason}")
    return found
