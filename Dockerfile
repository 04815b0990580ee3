# The suite as an image, from the package that `npm pack` makes:
#   npm ci && npm pack && docker build --tag workers-version-conformance .
#   docker run --rm --network host -e CLOUDFLARE_API_TOKEN -v "$PWD/reports:/reports" workers-version-conformance run --base-url …
FROM node:22-slim
COPY workers-version-conformance-*.tgz /tmp/
RUN npm install --global /tmp/workers-version-conformance-*.tgz && rm /tmp/*.tgz
WORKDIR /reports
RUN chown node:node /reports
USER node
ENTRYPOINT ["workers-version-conformance"]
CMD ["run", "--out", "/reports"]
