"""`python -m sitekit.snippets [--update] [name …]`: run what is out of date."""

import argparse
import sys

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m sitekit.snippets", description=__doc__)
    parser.add_argument("names", nargs="*", help="snippets such as convolution/padding_modes")
    parser.add_argument("--update", action="store_true", help="rewrite the goldens (.out)")
    arguments = parser.parse_args()

    from sitekit.snippets import forks

    forks.context()  # it imports torch while we find out what to run

    from sitekit.errors import SiteError
    from sitekit.snippets import run, store

    unknown = [name for name in arguments.names if not store.script(name).is_file()]
    if unknown:
        parser.error(f"no such snippet: {', '.join(unknown)}; known: {', '.join(store.names())}")
    try:
        count = run.run_snippets(arguments.names or None, arguments.update)
    except SiteError as error:
        sys.exit(f"\n{error}")
    print(f"snippets: {count} run, {len(store.names()) - count} unchanged")
