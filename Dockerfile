# The published program on a small Debian. Build it first, from the root of the repository:
#   dotnet publish src/HaDashboard -c Release -r linux-x64 --self-contained -o artifacts/publish
#   docker build -t hadashboard .
# Run it outside the cluster it watches, with its configuration and keys mounted read-only:
#   docker run --read-only --tmpfs /tmp -v /etc/hadashboard:/etc/hadashboard:ro -v hadashboard-data:/data -p 127.0.0.1:8080:8080 hadashboard
FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libssl3 tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin hadashboard \
 && install -d -o hadashboard -g hadashboard -m 0700 /data
COPY artifacts/publish /app
USER 10001
WORKDIR /
VOLUME /data
ENV ASPNETCORE_URLS=http://0.0.0.0:8080 DOTNET_EnableDiagnostics=0 HaDashboard__Audit__File=/data/audit.jsonl
EXPOSE 8080
ENTRYPOINT ["/app/HaDashboard"]
