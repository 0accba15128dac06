#!/bin/sh
# Writes what an installation is made of, as CycloneDX: our Python packages and our pages'.
cd "$(dirname "$0")/.." || exit 1
mkdir -p var/sbom
.venv-tools/bin/cyclonedx-py requirements --output-reproducible --pyproject pyproject.toml \
    --mc-type application --output-format JSON --output-file var/sbom/python.cdx.json \
    locks/runtime.txt &&
    (cd web && ../scripts/npm.sh sbom --sbom-format cyclonedx --omit dev --package-lock-only) \
        > var/sbom/web.cdx.json &&
    echo "var/sbom/python.cdx.json and var/sbom/web.cdx.json are written."
