package main

import (
	"os"
	"path/filepath"
	"strings"

	kubeadmapi "k8s.io/kubernetes/cmd/kubeadm/app/apis/kubeadm"
	"k8s.io/kubernetes/cmd/kubeadm/app/phases/kubelet"
	"k8s.io/kubernetes/cmd/kubeadm/app/util/config"
	"sigs.k8s.io/yaml"

	kubeletconfig "k8s.io/kubelet/config/v1beta1"
)

// kubeadmInit reads a file as `kubeadm init --config` does and writes the kubelet's files as its phase kubelet-start does.
func kubeadmInit(q question) (object, error) {
	read, err := config.BytesToInitConfiguration([]byte(q.Text), true)
	if err != nil {
		return nil, err
	}
	return written(&read.ClusterConfiguration, &read.NodeRegistration, q.Patches)
}

// kubeadmJoin reads a file as `kubeadm join --config` does: the flags are all that comes of it.
func kubeadmJoin(q question) (object, error) {
	read, err := config.BytesToJoinConfiguration([]byte(q.Text), config.LoadOrDefaultConfigurationOptions{SkipCRIDetect: true})
	if err != nil {
		return nil, err
	}
	return written(nil, &read.NodeRegistration, q.Patches)
}

func written(cluster *kubeadmapi.ClusterConfiguration, node *kubeadmapi.NodeRegistrationOptions, patches map[string]string) (object, error) {
	folder, err := os.MkdirTemp("", "kubeadm")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	stdout := os.Stdout
	os.Stdout, _ = os.Open(os.DevNull) // kubeadm's phases print
	defer func() { os.Stdout = stdout }()

	says := object{}
	flags := []string{}
	for _, arg := range node.KubeletExtraArgs {
		flags = append(flags, "--"+arg.Name+"="+arg.Value)
	}
	says["flags"] = flags
	if cluster == nil {
		return says, nil
	}
	instance := kubeletconfig.KubeletConfiguration{ContainerRuntimeEndpoint: node.CRISocket}
	if err := kubelet.WriteInstanceConfigToDisk(&instance, folder); err != nil {
		return nil, err
	}
	dir := ""
	if patches != nil {
		dir = filepath.Join(folder, "patches")
		for name, text := range patches {
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return nil, err
			}
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				return nil, err
			}
		}
	}
	var output strings.Builder
	err = kubelet.WriteConfigToDisk(cluster, folder, dir, &output)
	said := []string{}
	for _, line := range strings.Split(strings.TrimSpace(output.String()), "\n") {
		if line != "" && !strings.HasPrefix(line, "[patches] Reading") {
			said = append(said, line)
		}
	}
	says["patches"] = said
	if err != nil {
		return says, err
	}
	text, err := os.ReadFile(filepath.Join(folder, "config.yaml"))
	if err != nil {
		return nil, err
	}
	var made object
	if err := yaml.Unmarshal(text, &made); err != nil {
		return nil, err
	}
	says["config"] = made
	return says, nil
}
