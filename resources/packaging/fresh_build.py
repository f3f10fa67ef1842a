"""That a build of the package begins with nothing; named by `pyproject.toml`.

setuptools leaves `build/lib` where it has built, and takes into the next wheel whatever lies there. A module that was renamed
meanwhile, as after `git pull`, would be installed under both names, and its entries would be registered twice.
"""

import shutil

from setuptools.command.build_py import build_py


class FreshBuild(build_py):
    """Copies the modules into an empty folder."""

    def run(self) -> None:
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
