# One image for every stage and for `maalem`: the command says which.
#   docker build -t maalem .        (or podman build)
ARG SWIFT_IMAGE=docker.io/library/swift:6.3-bookworm
ARG BASE_IMAGE=docker.io/library/debian:bookworm-slim

FROM ${SWIFT_IMAGE} AS build
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      librabbitmq-dev libsqlite3-dev libyaml-dev pkg-config \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# The packages first: they change less often than the sources.
COPY Package.* ./
RUN swift package resolve
COPY . .
ARG JOBS=
RUN for product in intake classifier matcher notifier ledger maalem; do \
      swift build -c release ${JOBS:+--jobs $JOBS} --product $product || exit; \
    done \
 && mkdir -p /out/bin /out/lib \
 && for product in intake classifier matcher notifier ledger maalem; do \
      strip -o /out/bin/$product .build/release/$product || exit; \
    done \
 # Swift's own libraries, those that the programs name and no others.
 && ldd .build/release/maalem | awk '/\/swift\/linux\// {print $3}' | xargs -I{} cp -L {} /out/lib/

FROM ${BASE_IMAGE}
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      ca-certificates libcurl4 librabbitmq4 libsqlite3-0 libstdc++6 libyaml-0-2 tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin maalem \
 && mkdir /var/lib/maalem && chown maalem: /var/lib/maalem
COPY --from=build /out/lib/ /usr/lib/swift/linux/
COPY --from=build /out/bin/ /usr/local/bin/
COPY config /etc/maalem/config
COPY pipelines /etc/maalem/pipelines
RUN echo /usr/lib/swift/linux > /etc/ld.so.conf.d/swift.conf && ldconfig
USER maalem
# config/, pipelines/ and config/templates are seen from here.
WORKDIR /etc/maalem
ENV MAALEM_DATA=/var/lib/maalem MAALEM_LOG_FORMAT=json MALLOC_ARENA_MAX=2
VOLUME /var/lib/maalem
STOPSIGNAL SIGTERM
CMD ["maalem", "--help"]
