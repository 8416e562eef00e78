# The image has one static binary, certificates, and nothing else.

FROM debian:bookworm-slim AS build
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      ca-certificates g++ cmake ninja-build pkg-config \
      libboost1.81-dev libsodium-dev libssl-dev libc-ares-dev nlohmann-json3-dev libcli11-dev libspdlog-dev libfmt-dev libsqlite3-dev zlib1g-dev libre2-dev \
 && rm -rf /var/lib/apt/lists/*

# The image's files.
RUN mkdir -p /data /image/etc/ssl/certs /image/tmp \
 && chmod 1777 /image/tmp \
 && cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ \
 && echo 'ivschat:x:65532:65532::/data:/nonexistent' > /image/etc/passwd \
 && echo 'ivschat:x:65532:' > /image/etc/group

WORKDIR /src
COPY . .
RUN cmake --preset release -DIVSCHAT_TESTS=OFF \
 && cmake --build --preset release --target ivschat-local \
 && strip -o /image/ivschat-local build/release/ivschat-local \
 && cp LICENSE /image/

FROM scratch
COPY --from=build /image /
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
WORKDIR /data
ENV IVSCHAT_LISTEN=0.0.0.0:8420 \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
EXPOSE 8420
STOPSIGNAL SIGTERM
# Docker before version 25 waits for a whole interval before the first check, so a short interval makes for a quick start.
HEALTHCHECK --interval=1s --timeout=2s --start-period=10s --retries=3 CMD ["/ivschat-local", "health"]
ENTRYPOINT ["/ivschat-local"]
