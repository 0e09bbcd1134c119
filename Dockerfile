# The exact patch release, so that two builds of one commit start from the same files; the minor
# version and Debian release are those on which `make test` runs.
ARG BASE=docker.io/library/python:3.11.14-slim-bookworm

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/slo-monitor
WORKDIR /src
# The dependencies change rarely: a layer of their own.
COPY requirements/runtime.txt requirements/runtime.txt
RUN /opt/slo-monitor/bin/pip install --require-hashes -r requirements/runtime.txt
# pyproject.toml names a readme; what it says is of no use in the image.
COPY pyproject.toml ./
COPY app app
RUN touch README.md && /opt/slo-monitor/bin/pip install --no-deps .

FROM ${BASE}
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="SLO Monitor" \
      org.opencontainers.image.description="Counts good and bad events from Prometheus exactly, and says whether your SLOs hold." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

COPY --from=build /opt/slo-monitor /opt/slo-monitor
# A folder of the user's own becomes the volume's first content, and with it its owner.
RUN install -d -o 10001 -g 10001 /data && install -d /slos
ENV PATH=/opt/slo-monitor/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SLO_MONITOR_HOST=0.0.0.0 \
    SLO_MONITOR_PORT=8080 \
    SLO_MONITOR_GRPC_PORT=8081 \
    SLO_MONITOR_SLOS=/slos \
    SLO_MONITOR_DATA_DIR=/data
# A number, so that Kubernetes can see that it is not root.
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080 8081
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as r; r.build_opener(r.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['SLO_MONITOR_PORT'] + '/livez', timeout=2)"]
ENTRYPOINT ["slo-monitor"]
CMD ["serve"]
