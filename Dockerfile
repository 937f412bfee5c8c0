# The connector as Airbyte runs it: nothing but Node.js, the compiled code, its settings form and its run-time packages.
ARG NODE_VERSION=24.21.0

# ---- build: compiles, then keeps what is needed at run time ----------------------------------------------------------
FROM --platform=$BUILDPLATFORM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /build

# --ignore-scripts: `prepare` would also build the sandbox and the demo, which the image does not hold.
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

COPY tsconfig.base.json ./
COPY src src
RUN node_modules/.bin/tsc -b src \
 && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 && find lib node_modules -type f \( -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.map' -o -name '*.tsbuildinfo' \) -delete \
 && rm -rf node_modules/.package-lock.json node_modules/.bin

# ---- run -------------------------------------------------------------------------------------------------------------
FROM node:${NODE_VERSION}-bookworm-slim

# Airbyte runs connectors as user 1000 and expects it to own these folders. No package manager is left to be misused.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
           /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn* /usr/local/include/node /usr/local/bin/docker-entrypoint.sh \
 && groupmod --new-name airbyte node \
 && usermod --login airbyte --home /airbyte node \
 && rm -rf /home/node \
 && install -d -o airbyte -g airbyte /airbyte /config /secrets

# Half of the container's memory for the old generation of the heap: the rest is for young objects, request bodies and
# Node.js itself. Node.js reads the limit of the cgroup, so the same image is right at 256 MiB and at 2 GiB. Node.js 24 would
# give young objects up to 128 MiB beside that, and is no faster for it (docs/memory.md).
ENV NODE_ENV=production \
    NODE_OPTIONS="--max-old-space-size-percentage=50 --max-semi-space-size=8" \
    AIRBYTE_ENTRYPOINT=/airbyte/bin/destination-dhis2

WORKDIR /airbyte
COPY --chown=airbyte:airbyte --from=build /build/node_modules node_modules
COPY --chown=airbyte:airbyte --from=build /build/lib lib
COPY --chown=airbyte:airbyte package.json LICENSE ./
COPY --chown=airbyte:airbyte resources resources
COPY --chown=airbyte:airbyte --chmod=0755 bin bin

LABEL io.airbyte.name=airbyte/destination-dhis2 \
      io.airbyte.version=0.2.0 \
      org.opencontainers.image.title=destination-dhis2 \
      org.opencontainers.image.description="Airbyte destination that sends rows of a reporting database to DHIS2 as aggregate data values" \
      org.opencontainers.image.licenses=Apache-2.0

USER 1000:1000
ENTRYPOINT ["/airbyte/bin/destination-dhis2"]
