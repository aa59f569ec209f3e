"""What the kubelet's managers write down, and when another start refuses it.

Three files in the kubelet's root folder (`/var/lib/kubelet`): `cpu_manager_state` (`cpu`), `memory_manager_state`
(`memory`), `device-plugins/kubelet_internal_checkpoint` (`devices`). The topology manager keeps none. `change` answers
for two configurations without their files.

Source: `pkg/kubelet/cm/{cpumanager,memorymanager,devicemanager}` and `pkg/kubelet/checkpointmanager`, Kubernetes 1.27
to 1.38.
"""
