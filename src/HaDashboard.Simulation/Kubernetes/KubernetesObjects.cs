using System.Globalization;
using System.Text.Json.Nodes;

namespace HaDashboard.Simulation.Kubernetes;

/// <summary>Creates objects as a kubeadm cluster of v1.20 has them, without managedFields.</summary>
public static class KubernetesObjects
{
    /// <summary>A node. <paramref name="ready"/> is the status of its Ready condition: True, False or Unknown.</summary>
    public static JsonObject Node(
        string name,
        string address,
        bool master,
        string version,
        string ready,
        DateTimeOffset created,
        DateTimeOffset readySince
    )
    {
        var taints = new JsonArray();
        if (master)
        {
            taints.Add(new JsonObject { ["key"] = "node-role.kubernetes.io/master", ["effect"] = "NoSchedule" });
        }

        if (ready != "True")
        {
            var key = ready == "Unknown" ? "node.kubernetes.io/unreachable" : "node.kubernetes.io/not-ready";
            taints.Add(
                new JsonObject
                {
                    ["key"] = key,
                    ["effect"] = "NoSchedule",
                    ["timeAdded"] = Time(readySince),
                }
            );
        }

        var node = Parse(
            $$"""
            {
              "kind": "Node", "apiVersion": "v1",
              "metadata": {
                "name": "{{name}}", "uid": "{{Uid("node/" + name)}}", "creationTimestamp": "{{Time(created)}}",
                "labels": {
                  "beta.kubernetes.io/arch": "amd64", "beta.kubernetes.io/os": "linux",
                  "kubernetes.io/arch": "amd64", "kubernetes.io/hostname": "{{name}}", "kubernetes.io/os": "linux"
                },
                "annotations": {
                  "kubeadm.alpha.kubernetes.io/cri-socket": "/var/run/dockershim.sock", "node.alpha.kubernetes.io/ttl": "0",
                  "volumes.kubernetes.io/controller-managed-attach-detach": "true"
                }
              },
              "spec": { "podCIDR": "10.244.0.0/24", "podCIDRs": ["10.244.0.0/24"] },
              "status": {
                "capacity": { "cpu": "4", "ephemeral-storage": "51473868Ki", "hugepages-2Mi": "0", "memory": "8152876Ki", "pods": "110" },
                "allocatable": {
                "cpu": "4", "ephemeral-storage": "47438316671", "hugepages-2Mi": "0", "memory": "8050476Ki", "pods": "110"
                },
                "conditions": [
                  {{Condition(
                "NetworkUnavailable",
                "False",
                "FlannelIsUp",
                "Flannel is running on this node",
                created
            )}},
                  {{Pressure(
                "MemoryPressure",
                "KubeletHasSufficientMemory",
                "kubelet has sufficient memory available"
            )}},
                  {{Pressure("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure")}},
                  {{Pressure("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available")}},
                  {{ReadyCondition(ready, readySince)}}
                ],
                "addresses": [ { "type": "InternalIP", "address": "{{address}}" }, { "type": "Hostname", "address": "{{name}}" } ],
                "daemonEndpoints": { "kubeletEndpoint": { "Port": 10250 } },
                "nodeInfo": {
                  "machineID": "{{Uid("machine/" + name).Replace(
                "-",
                "",
                StringComparison.Ordinal
            )}}", "systemUUID": "{{Uid("system/" + name)}}", "bootID": "{{Uid("boot/" + name)}}",
                  "kernelVersion": "5.10.0-9-amd64", "osImage": "Debian GNU/Linux 11 (bullseye)",
                  "containerRuntimeVersion": "docker://20.10.5",
                  "kubeletVersion": "{{version}}", "kubeProxyVersion": "{{version}}", "operatingSystem": "linux", "architecture": "amd64"
                },
                "images": []
              }
            }
            """
        );
        if (master)
        {
            node["metadata"]!["labels"]!["node-role.kubernetes.io/control-plane"] = "";
            node["metadata"]!["labels"]!["node-role.kubernetes.io/master"] = "";
        }

        if (taints.Count > 0)
        {
            node["spec"]!["taints"] = taints;
        }

        return node;

        string Pressure(string type, string reason, string message) =>
            ready == "Unknown"
                ? Condition(type, "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.", readySince)
                : Condition(type, "False", reason, message, created);
    }

    /// <summary>A pod with one container.</summary>
    public static JsonObject Pod(PodFacts pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        var ownerApiVersion = pod.IsStatic ? "v1" : "apps/v1";
        var manifest = Parse(
            $$"""
            {
              "kind": "Pod", "apiVersion": "v1",
              "metadata": {
                "name": "{{pod.Name}}", "namespace": "kube-system", "uid": "{{Uid(
                "pod/" + pod.Name
            )}}", "creationTimestamp": "{{Time(pod.Created)}}",
                "labels": {}, "annotations": {}, "ownerReferences": [ {
                  "apiVersion": "{{ownerApiVersion}}", "kind": "{{pod.OwnerKind}}", "name": "{{pod.OwnerName}}", "uid": "{{Uid(
                pod.OwnerName
            )}}", "controller": true } ]
              },
              "spec": {
                "containers": [ { "name": "{{pod.Container}}", "image": "{{pod.Image}}", "command": [],
                  "resources": { "requests": { "cpu": "100m", "memory": "100Mi" } }, "imagePullPolicy": "IfNotPresent",
                  "env": [
                    { "name": "NODE_NAME", "valueFrom": { "fieldRef": { "apiVersion": "v1", "fieldPath": "spec.nodeName" } } },
                    { "name": "GODEBUG", "value": "x509ignoreCN=0" }
                  ],
                  "volumeMounts": [ { "name": "k8s-certs", "mountPath": "/etc/kubernetes/pki", "readOnly": true } ] } ],
                "volumes": [ { "name": "k8s-certs", "hostPath": { "path": "/etc/kubernetes/pki", "type": "DirectoryOrCreate" } } ],
                "restartPolicy": "Always", "terminationGracePeriodSeconds": 30, "dnsPolicy": "ClusterFirst",
                "nodeName": "{{pod.Node}}", "hostNetwork": {{Json(pod.HostNetwork)}},
                "priorityClassName": "system-node-critical", "priority": 2000001000, "schedulerName": "default-scheduler",
                "enableServiceLinks": true
              },
              "status": {
                "phase": "Running",
                "conditions": [
                  {{Condition("Initialized", "True", null, null, pod.Created)}},
                  {{ContainersCondition("Ready", pod.Ready, pod)}},
                  {{ContainersCondition("ContainersReady", pod.ContainerReady, pod)}},
                  {{Condition("PodScheduled", "True", null, null, pod.Created)}}
                ],
                "hostIP": "{{pod.HostIp}}", "podIP": "{{pod.PodIp}}", "podIPs": [ { "ip": "{{pod.PodIp}}" } ], "startTime": "{{Time(
                pod.Created
            )}}",
                "containerStatuses": [ {
                  "name": "{{pod.Container}}", "state": {}, "lastState": {},
                  "ready": {{Json(pod.ContainerReady)}}, "restartCount": {{pod.Restarts}},
                  "image": "{{pod.Image}}", "imageID": "docker-pullable://{{pod.Image}}", "containerID": "docker://{{Hex(
                pod.Name + pod.Restarts
            )}}", "started": {{Json(pod.Waiting is null)}}
                } ],
                "qosClass": "Burstable"
              }
            }
            """
        );
        foreach (var (key, value) in pod.Labels)
        {
            manifest["metadata"]!["labels"]![key] = value;
        }

        if (pod.IsStatic)
        {
            var annotations = manifest["metadata"]!["annotations"]!;
            annotations["kubernetes.io/config.hash"] = Hex(pod.Name)[..32];
            annotations["kubernetes.io/config.mirror"] = Hex(pod.Name)[..32];
            annotations["kubernetes.io/config.seen"] = Time(pod.Created);
            annotations["kubernetes.io/config.source"] = "file";
        }

        foreach (var argument in pod.Command)
        {
            manifest["spec"]!["containers"]![0]!["command"]!.AsArray().Add(argument);
        }

        var status = manifest["status"]!["containerStatuses"]![0]!;
        status["state"] = pod.Waiting is null
            ? new JsonObject { ["running"] = new JsonObject { ["startedAt"] = Time(pod.StartedAt) } }
            : new JsonObject
            {
                ["waiting"] = new JsonObject { ["reason"] = "CrashLoopBackOff", ["message"] = pod.Waiting },
            };
        if (pod.LastExit is { } exit)
        {
            status["lastState"] = new JsonObject
            {
                ["terminated"] = new JsonObject
                {
                    ["exitCode"] = 1,
                    ["reason"] = "Error",
                    ["startedAt"] = Time(exit.AddSeconds(-1)),
                    ["finishedAt"] = Time(exit),
                    ["containerID"] = $"docker://{Hex(pod.Name + (pod.Restarts - 1))}",
                },
            };
        }

        return manifest;
    }

    /// <summary>The lease of a leader election.</summary>
    public static JsonObject Lease(
        string name,
        string holder,
        DateTimeOffset acquired,
        DateTimeOffset renewed,
        int transitions
    ) =>
        Parse(
            $$"""
            {
              "kind": "Lease", "apiVersion": "coordination.k8s.io/v1",
              "metadata": { "name": "{{name}}", "namespace": "kube-system", "uid": "{{Uid("lease/" + name)}}" },
              "spec": { "holderIdentity": "{{holder}}_{{Uid(
                "holder/" + name + holder
            )}}", "leaseDurationSeconds": 15, "acquireTime": "{{MicroTime(acquired)}}", "renewTime": "{{MicroTime(
                renewed
            )}}", "leaseTransitions": {{transitions}} }
            }
            """
        );

    /// <summary>The lease that a kubelet renews to show that it runs.</summary>
    public static JsonObject NodeLease(string node, DateTimeOffset renewed) =>
        Parse(
            $$"""
            {
              "kind": "Lease", "apiVersion": "coordination.k8s.io/v1",
              "metadata": { "name": "{{node}}", "namespace": "kube-node-lease", "uid": "{{Uid(
                "node-lease/" + node
            )}}" },
              "spec": { "holderIdentity": "{{node}}", "leaseDurationSeconds": 40, "renewTime": "{{MicroTime(
                renewed
            )}}" }
            }
            """
        );

    /// <summary>A core/v1 event about a pod or a node.</summary>
    public static JsonObject Event(
        string kind,
        string name,
        string type,
        string reason,
        string message,
        string component,
        DateTimeOffset at
    )
    {
        var ns = kind == "Node" ? "default" : "kube-system";
        var suffix = at.UtcTicks.ToString("x", CultureInfo.InvariantCulture);
        return new JsonObject
        {
            ["kind"] = "Event",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{name}.{suffix}",
                ["namespace"] = ns,
                ["uid"] = Uid(name + suffix),
                ["creationTimestamp"] = Time(at),
            },
            ["involvedObject"] = new JsonObject
            {
                ["kind"] = kind,
                ["name"] = name,
                ["namespace"] = kind == "Node" ? null : ns,
                ["apiVersion"] = "v1",
            },
            ["reason"] = reason,
            ["message"] = message,
            ["source"] = new JsonObject { ["component"] = component },
            ["firstTimestamp"] = Time(at),
            ["lastTimestamp"] = Time(at),
            ["count"] = 1,
            ["type"] = type,
            ["eventTime"] = null,
            ["reportingComponent"] = "",
            ["reportingInstance"] = "",
        };
    }

    internal static string Uid(string seed)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(seed));
        return new Guid(hash.AsSpan(0, 16)).ToString();
    }

    internal static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string MicroTime(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string Hex(string seed) =>
        Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(seed))
        );

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static string Json(bool value) => value ? "true" : "false";

    private static string ContainersCondition(string type, bool ready, PodFacts pod) =>
        ready
            ? Condition(type, "True", null, null, pod.ReadySince)
            : Condition(
                type,
                "False",
                "ContainersNotReady",
                $"containers with unready status: [{pod.Container}]",
                pod.ReadySince
            );

    private static string ReadyCondition(string ready, DateTimeOffset since) =>
        ready switch
        {
            "True" => Condition(
                "Ready",
                "True",
                "KubeletReady",
                "kubelet is posting ready status. AppArmor enabled",
                since
            ),
            "False" => Condition(
                "Ready",
                "False",
                "KubeletNotReady",
                "PLEG is not healthy: pleg was last seen active 3m4.5s ago; threshold is 3m0s.",
                since
            ),
            _ => Condition("Ready", "Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.", since),
        };

    private static string Condition(string type, string status, string? reason, string? message, DateTimeOffset since)
    {
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["lastTransitionTime"] = Time(since),
        };
        if (reason is not null)
        {
            condition["reason"] = reason;
            condition["message"] = message;
        }

        return condition.ToJsonString();
    }
}
