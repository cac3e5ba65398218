# Odum in a container: the command line, and the backtest service by default.
#   docker build -t odum .                                  without a browser
#   docker build -t odum --build-arg WITH_CHROMIUM=true .   with one, for the browser tests
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# The package `node` brings a runtime for machines without Node 24; here the image has it.
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force

FROM ${NODE_IMAGE} AS runtime
ARG WITH_CHROMIUM=false
RUN if [ "$WITH_CHROMIUM" = "true" ]; then \
      apt-get update && apt-get install -y --no-install-recommends chromium && rm -rf /var/lib/apt/lists/*; \
    fi
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json tsconfig.json LICENSE README.md ./
COPY engine ./engine
COPY pipelines ./pipelines
COPY sql ./sql
COPY configs ./configs
COPY site ./site
COPY notebooks ./notebooks
COPY docs ./docs
# What is written lies in volumes: catalog, results, configurations and algorithms, and the queue.
RUN mkdir -p /srv/odum/catalog /srv/odum/results /srv/odum/configs /srv/odum/algorithms /srv/odum/state /srv/odum/site /srv/odum/raw \
    && chown -R node:node /srv/odum
USER node
WORKDIR /srv/odum
ENV NODE_ENV=production \
    DATA_CATALOG_PATH=/srv/odum/catalog \
    ODUM_RESULTS_ROOT=/srv/odum/results \
    UNIFIED_CLOUD_LOCAL_PATH=/srv/odum/raw \
    ODUM_CACHE_DIRECTORY=/srv/odum/state/cache
EXPOSE 8000
# SIGTERM lets runs end, or puts them back into the queue.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["node", "-e", "fetch('http://127.0.0.1:8000/api/health').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/pipelines/cli.ts"]
CMD ["serve", "--host", "0.0.0.0", "--state", "/srv/odum/state", "--site", "/srv/odum/site", "--no-site-build"]
