#!/usr/bin/env bash
# One would guess: a prefix that kustomize puts before all names is put where a name is referred to as well, so that an autoscaler still scales.
#
# What is so: it knows Kubernetes' own kinds. A HorizontalPodAutoscaler follows the Deployment to its new name; KEDA's ScaledObject is renamed itself
# and scales what isn't there, and Strimzi's KafkaConnect refers to a ConfigMap that has another name, with its hash, by now. kustomize
# says nothing and ends with 0. Each kind has to be told to it by a nameReference of one's own.
#
# Source: kustomize, issue 5306. kustomize 5.7.1 (api 0.20), internal/konfig/builtinpluginconsts/namereference.go: the kinds that it knows.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
GOBIN=$folder go install sigs.k8s.io/kustomize/kustomize/v5@v5.7.1 2>/dev/null
cat > kustomization.yaml <<'EOF'
namePrefix: blue-
resources: [all.yaml]
configMapGenerator: [{name: settings, literals: [topic=matches]}]
EOF
cat > all.yaml <<'EOF'
apiVersion: apps/v1
kind: Deployment
metadata: {name: worker}
spec:
  selector: {matchLabels: {app: worker}}
  template:
    metadata: {labels: {app: worker}}
    spec: {containers: [{name: main, image: "worker:1", envFrom: [{configMapRef: {name: settings}}]}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: worker}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: worker}
  maxReplicas: 8
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: worker}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: worker}
  triggers: [{type: kafka, metadata: {topic: matches}}]
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaConnect
metadata: {name: connect}
spec:
  externalConfiguration: {env: [{name: TOPIC, valueFrom: {configMapKeyRef: {name: settings, key: topic}}}]}
EOF
echo "kustomize $(./kustomize version); every name in what it writes:"
./kustomize build . > built.yaml
found=$(awk '/^---/ {kind = ""} /^kind:/ {kind = $2} / name:/ {print kind, $NF}' built.yaml | sed 's/settings-[a-z0-9]*/settings-HASH/' | grep -v -e TOPIC -e main)
echo "$found"
[[ $found == 'ConfigMap blue-settings-HASH
Deployment blue-worker
Deployment blue-settings-HASH
HorizontalPodAutoscaler blue-worker
HorizontalPodAutoscaler blue-worker
KafkaConnect blue-connect
KafkaConnect settings
ScaledObject blue-worker
ScaledObject worker' ]]
