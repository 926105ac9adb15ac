# Each target is one plain command; CI runs the same ones.
QUESTIONS = index/eval/testdata/questions.tsv
OFFERS = index/eval/testdata/offers.jsonl

.PHONY: build test race lint fuzz eval golden serve chaos bench bench-serve image
build:
	CGO_ENABLED=0 go build -trimpath -o bekal ./cmd/bekal
test:
	go test ./...
race:
	go test -race ./...
lint:
	gofmt -l . | (! grep .) && go vet ./... && golangci-lint run ./... && go run ./cmd/bekal lint
fuzz:
	deploy/ci/fuzz.sh
eval:
	go run ./cmd/bekal eval $(QUESTIONS)
golden:
	go test ./bot/dialog ./index -update
serve:
	go run ./cmd/bekal serve
chaos:
	go run ./deploy/ci/chaos
bench:
	go test -run '^$$' -bench . ./...
bench-serve:
	go run ./deploy/ci/benchserve
image:
	docker build -f deploy/Dockerfile -t bekal .
