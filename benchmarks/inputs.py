"""What is measured: files that differ from each other as the files of real clusters do, made again for every run."""

import json
import random

CONFIGURATION = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
# {comment}
authentication:
  anonymous:
    enabled: false
  webhook:
    cacheTTL: {minutes}m0s
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca-{number}.crt
authorization:
  mode: Webhook
  webhook:
    cacheAuthorizedTTL: 5m0s
cgroupDriver: systemd
clusterDNS:
- 10.{second}.{third}.10
clusterDomain: cluster.local
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cpuManagerPolicy: static
cpuManagerReconcilePeriod: {seconds}s
evictionHard:
  memory.available: {eviction}Mi
  nodefs.available: {percent}%
  nodefs.inodesFree: 5%
kubeReserved:
  cpu: {cpu}m
  memory: {kube}Mi
maxPods: {pods}
memoryManagerPolicy: Static
reservedMemory:
- numaNode: 0
  limits:
    memory: {node0}Mi
- numaNode: 1
  limits:
    memory: {node1}Mi
serializeImagePulls: {serialize}
systemReserved:
  cpu: {rest}m
  memory: {system}Mi
topologyManagerPolicy: {policy}
topologyManagerScope: {scope}
"""


def configuration(number):
    """A KubeletConfiguration of 44 lines that starts; `number` decides its values. One of twenty reserves a fraction of
    a CPU, which is remarked on.
    """
    dice = random.Random(number)
    kube, system, eviction = dice.randrange(1024, 8192), dice.randrange(256, 4096), dice.randrange(100, 1000)
    node0 = (kube + system + eviction) // 2
    cpu = dice.randrange(60, 900)
    return CONFIGURATION.format(
        number=number,
        cpu=cpu,
        rest=1000 - cpu if number % 20 else 500,
        comment=f"node group {number:x}",
        minutes=dice.randrange(1, 9),
        second=dice.randrange(256),
        third=dice.randrange(256),
        seconds=dice.randrange(5, 60),
        eviction=eviction,
        percent=dice.randrange(5, 20),
        kube=kube,
        pods=dice.randrange(30, 250),
        node0=node0,
        node1=kube + system + eviction - node0,
        serialize=dice.choice(["true", "false"]),
        system=system,
        policy=dice.choice(["single-numa-node", "restricted", "best-effort"]),
        scope=dice.choice(["container", "pod"]),
    )


DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{number}
  namespace: team-{team}
  labels: &labels
    app.kubernetes.io/name: app-{number}
    app.kubernetes.io/part-of: shop
spec:
  replicas: {replicas}
  selector:
    matchLabels: *labels
  template:
    metadata:
      labels: *labels
    spec:
      containers:
      - name: main
        image: registry.example.com/team-{team}/app:{number}
        args: ["--listen=:8080", "--config=/etc/app/config.yaml"]
        ports:
        - {{name: http, containerPort: 8080}}
        env:
        - name: DATABASE_URL
          valueFrom:
            secretKeyRef: {{name: app-{number}, key: database-url}}
        readinessProbe:
          httpGet: {{path: /ready, port: http}}
          periodSeconds: 10
        resources:
          requests: {{cpu: {cpu}m, memory: {memory}Mi}}
          limits: {{memory: {memory}Mi}}
"""

CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: values-{number}
  namespace: team-{team}
data:
  log-level: info
  threads: "{cpu}"
  application.properties: |
    server.port=8080
    cache.size={memory}
    feature.checkout.v{replicas}=true
---
apiVersion: v1
kind: Service
metadata:
  name: app-{number}
  namespace: team-{team}
spec:
  selector:
    app.kubernetes.io/name: app-{number}
  ports:
  - {{name: http, port: 80, targetPort: http}}
"""


def manifest(number):
    """What else is in a repository of manifests."""
    dice = random.Random(number)
    return (DEPLOYMENT if number % 2 else CONFIG_MAP).format(
        number=number,
        team=number % 40,
        replicas=dice.randrange(1, 20),
        cpu=dice.randrange(10, 4000),
        memory=dice.randrange(32, 8192),
    )


def configurations(folder, number):
    """So many kubelet configurations in a folder."""
    folder.mkdir()
    for one in range(number):
        (folder / f"kubelet-{one:05}.yaml").write_text(configuration(one))
    return folder


def tree(folder, number, every):
    """So many YAML files, a hundred to a folder; one of `every` is a kubelet configuration."""
    for one in range(number):
        if one % 100 == 0:
            below = folder / f"team-{one // 2000:02}" / f"app-{one // 100:03}"
            below.mkdir(parents=True)
        text = configuration(one) if one % every == every // 2 else manifest(one)
        (below / f"{one:05}.yaml").write_text(text)
    return folder


def schemas(folder):
    """A local schema for the configurations, where kubeconform and check-jsonschema are told to look."""
    text, quantity = {"type": "string"}, {"type": "string", "pattern": "^[0-9.]+(m|[KMG]i|%)?$"}
    quantities = {"type": "object", "additionalProperties": quantity}
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "required": ["apiVersion", "kind"],
        "properties": {
            **dict.fromkeys(("apiVersion", "kind", "address", "clusterDomain", "containerRuntimeEndpoint"), text),
            "authentication": {"type": "object"},
            "authorization": {"type": "object", "properties": {"mode": {"enum": ["AlwaysAllow", "Webhook"]}}},
            "cgroupDriver": {"enum": ["systemd", "cgroupfs"]},
            "clusterDNS": {"type": "array", "items": text},
            "cpuManagerPolicy": {"enum": ["none", "static"]},
            "cpuManagerReconcilePeriod": text,
            "evictionHard": quantities,
            "kubeReserved": quantities,
            "systemReserved": quantities,
            "maxPods": {"type": "integer", "minimum": 1},
            "memoryManagerPolicy": {"enum": ["None", "Static"]},
            "reservedMemory": {
                "type": "array",
                "items": {"type": "object", "properties": {"numaNode": {"type": "integer"}, "limits": quantities}},
            },
            "serializeImagePulls": {"type": "boolean"},
            "topologyManagerPolicy": {"enum": ["none", "best-effort", "restricted", "single-numa-node"]},
            "topologyManagerScope": {"enum": ["container", "pod"]},
        },
        "additionalProperties": False,
    }
    (folder / "kubeletconfiguration.json").write_text(json.dumps(schema))
    anything = json.dumps({"type": "object"})
    for kind in ("deployment", "configmap", "service"):
        (folder / f"{kind}.json").write_text(anything)
    return folder
