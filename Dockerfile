# The exact patch release, so that two builds of one commit start from the same files; the minor
# version and Debian release are those on which `make test` runs.
ARG BASE=docker.io/library/python:3.11.14-slim-bookworm
# The same for the machine that builds: where it has another name for each architecture.
ARG BUILD_BASE=${BASE}

# Wheels are unpacked, nothing is compiled: for any architecture, on the machine that builds.
FROM --platform=${BUILDPLATFORM} ${BUILD_BASE} AS packages
ARG TARGETARCH
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY deploy/image/packages.sh ./
# The dependencies change rarely: a layer of their own.
COPY requirements/runtime.txt ./
RUN ./packages.sh /opt/dependencies "$TARGETARCH" runtime.txt
COPY requirements/build.txt ./
RUN ./packages.sh /opt/build "$TARGETARCH" build.txt
# pyproject.toml names a readme; what it says is of no use in the image.
COPY pyproject.toml ./
COPY app app
RUN touch README.md \
 && PYTHONPATH=/opt/build python -m pip install --quiet --no-deps --no-build-isolation --no-compile --target /opt/slo-monitor . \
 && python -m compileall -q --invalidation-mode unchecked-hash /opt/slo-monitor

# What is needed of the base, and no more: found out by programs of the architecture itself.
FROM ${BASE} AS root
COPY deploy/image/root-files.sh /
RUN --mount=type=bind,from=packages,source=/opt/dependencies,target=/opt/dependencies \
    /root-files.sh /root-files /opt/dependencies \
 && install -d -o 10001 -g 0 -m 770 /volumes/data

FROM scratch
COPY --from=root /root-files /
COPY --from=packages /opt/dependencies /opt/dependencies
COPY --from=packages /opt/slo-monitor /opt/slo-monitor
# A folder of the user's own becomes the volume's first content, and with it its owner.
COPY --from=root --chown=10001:0 /volumes /
ENV PATH=/opt/slo-monitor/bin:/usr/local/bin:/usr/bin \
    PYTHONPATH=/opt/slo-monitor:/opt/dependencies \
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
# Last, since they change with every commit.
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="SLO Monitor" \
      org.opencontainers.image.description="Counts good and bad events from Prometheus exactly, and says whether your SLOs hold." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
