#!/bin/sh
# The `losslab` command of an installed LossLab: the command line, or the app where there are no arguments or a study file.
here=$(dirname "$(readlink -f "$0")")
app=$here/../../losslab
case "${1-}" in
  '' | *.losslab) exec "$app" "$@" ;;
esac
ELECTRON_RUN_AS_NODE=1 exec "$app" "$here/../app.asar/out/cli/index.cjs" "$@"
