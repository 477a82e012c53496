# Stage 1 installs the locked packages into a virtual environment, removes what is never loaded, and tries the rest.
# Stage 2 copies only that environment, and removes the base image's own installer. So the image has no compiler, no
# installer and no cache.
FROM python:3.11-slim AS packages
COPY requirements.txt /build/
# Only wheels, each with its checksum from the lock: nothing is compiled, on amd64 or arm64.
RUN python -m venv --without-pip /opt/venv \
 && python -m pip --python /opt/venv/bin/python install --no-cache-dir --no-compile --only-binary :all: \
    --require-hashes --requirement /build/requirements.txt
COPY docker/slim.sh docker/symbols.py docker/warm.py /build/
RUN /build/slim.sh /opt/venv \
 && python /build/symbols.py /opt/venv \
 && /opt/venv/bin/python /build/warm.py

FROM python:3.11-slim
LABEL org.opencontainers.image.title="Recommenderr" \
      org.opencontainers.image.description="What do we watch tonight? Explained recommendations for a Plex household." \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.base.name="docker.io/library/python:3.11-slim"
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY docker/entrypoint.sh docker/health.py /app/docker/
COPY .streamlit /app/.streamlit
COPY pages /app/pages
COPY recommenderr /app/recommenderr
COPY streamlit_app.py LICENSE /app/
# Compile the program now, because the file system may be read-only later, and Python's library too, if the base image
# has no bytecode. `recommenderr` also goes through the entrypoint, because `docker exec` starts as root.
RUN find /usr -depth \( -path '*-packages/pip*' -o -path '*-packages/setuptools*' -o -path '*-packages/wheel*' \
    -o -path '*-packages/*distutils*' -o -path '*-packages/pkg_resources' -o -path '*/bin/pip*' -o -name ensurepip \
    -o -path '*/share/python-wheels' \) -exec rm -rf {} + \
 && python -m compileall -q /app \
 && python -m compileall -q -x '/(test|site-packages|dist-packages)/' \
    "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')" \
 && ln -s /app/recommenderr /opt/venv/lib/python3.11/site-packages/recommenderr \
 && printf '#!/bin/sh\nexec /app/docker/entrypoint.sh python3 -m recommenderr "$@"\n' > /usr/local/bin/recommenderr \
 && chmod 755 /usr/local/bin/recommenderr /app/docker/entrypoint.sh \
 && mkdir /data
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DB_PATH=/data/recommendations.db \
    ART_DIR=/data \
    LOG_FILE=/data/recommenderr.log \
    LISTEN=0.0.0.0 \
    PORT=8501
VOLUME /data
EXPOSE 8501
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["python3", "/app/docker/health.py"]
ENTRYPOINT ["/app/docker/entrypoint.sh"]
CMD ["python3", "-m", "recommenderr.supervise"]
