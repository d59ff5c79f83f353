# The toolkit as an image: built by the same steps as everywhere (./run setup), run by nobody.
FROM python:3.11-slim-bookworm AS base
WORKDIR /app
COPY run ./
# The libraries and fonts that ./run names, so that they are named once; the client of PostgreSQL
# 15, the version in compose.yaml, for backups.
RUN eval "$(grep ^PACKAGES= run)" \
    && apt-get update \
    && apt-get install --yes --no-install-recommends $PACKAGES postgresql-client \
    && rm -rf /var/lib/apt/lists/*

FROM base AS build
# These change seldom: their layer is kept while the sources change.
COPY requirements requirements
RUN python3 -m venv .venv \
    && .venv/bin/pip install --quiet --no-cache-dir --disable-pip-version-check \
        --require-hashes --requirement requirements/run.txt
COPY . .
RUN ./run setup \
    && .venv/bin/python -m compileall -q facilitation reporting toolkit \
    && rm -rf node_modules .build

FROM base
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin toolkit \
    && install --directory --owner toolkit --group toolkit --mode 700 /data /backups
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_CACHE_HOME=/tmp/cache \
    TOOLKIT_DATA=/data
USER toolkit
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["toolkit"]
CMD ["serve", "--host", "0.0.0.0"]
