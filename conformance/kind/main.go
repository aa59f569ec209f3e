// kind says which kubeadm files kind writes for the nodes of a cluster: its template and the patches of the file. It reads
// one JSON object a line ({"text": "…", "version": "v1.34.0"}) and writes one a line: {"nodes": [{"role": …, "text": …}]}
// or {"error": "…"}. kind's packages are internal to its module, so consumers.sh puts this file into a copy of the module.
package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"

	"sigs.k8s.io/kind/pkg/cluster/internal/kubeadm"
	"sigs.k8s.io/kind/pkg/internal/apis/config"
	"sigs.k8s.io/kind/pkg/internal/apis/config/encoding"
	"sigs.k8s.io/kind/pkg/internal/patch"
)

type object = map[string]interface{}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for in.Scan() {
		var q struct{ Text, Version string }
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			panic(err)
		}
		says, err := answer(q.Text, q.Version)
		if err != nil {
			says = object{"error": err.Error()}
		}
		if err := out.Encode(says); err != nil {
			panic(err)
		}
	}
}

// answer does what pkg/cluster/internal/create/actions/config/config.go does for each node, without the nodes.
func answer(text, version string) (object, error) {
	cluster, err := encoding.Parse([]byte(text))
	if err != nil {
		return nil, err
	}
	if cluster.Name == "" { // as kind create cluster does
		cluster.Name = "kind"
	}
	if err := cluster.Validate(); err != nil {
		return nil, err
	}
	nodes := []object{}
	for _, node := range cluster.Nodes {
		made, err := kubeadm.Config(kubeadm.ConfigData{
			ClusterName: cluster.Name, KubernetesVersion: version, ControlPlaneEndpoint: "kind:6443", APIBindPort: 6443,
			APIServerAddress: "127.0.0.1", NodeAddress: "192.0.2.1", NodeName: "node", Token: kubeadm.Token, NodeProvider: "docker",
			PodSubnet: cluster.Networking.PodSubnet, ServiceSubnet: cluster.Networking.ServiceSubnet,
			KubeProxyMode: string(cluster.Networking.KubeProxyMode), IPFamily: cluster.Networking.IPFamily,
			FeatureGates: cluster.FeatureGates, RuntimeConfig: cluster.RuntimeConfig,
			ControlPlane: node.Role == config.ControlPlaneRole,
		})
		if err != nil {
			return nil, err
		}
		made, err = patch.KubeYAML(made, cluster.KubeadmConfigPatches, cluster.KubeadmConfigPatchesJSON6902)
		if err != nil {
			return nil, err
		}
		if len(node.KubeadmConfigPatches) > 0 || len(node.KubeadmConfigPatchesJSON6902) > 0 {
			made, err = patch.KubeYAML(made, node.KubeadmConfigPatches, node.KubeadmConfigPatchesJSON6902)
			if err != nil {
				return nil, err
			}
		}
		made = strings.ReplaceAll(made, "metadata:\n  name: config\n", "")
		nodes = append(nodes, object{"role": string(node.Role), "text": made})
	}
	return object{"nodes": nodes}, nil
}
