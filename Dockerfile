# The one binary on an empty base. Build: docker build -t goldset .
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=unknown
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-X main.version=${VERSION}" -o /goldset ./cmd/goldset

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /goldset /goldset
COPY LICENSE NOTICE /
USER nonroot
EXPOSE 8080
ENTRYPOINT ["/goldset"]
CMD ["all"]
