using System.Runtime.CompilerServices;
using k8s;
using k8s.Models;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

/// <summary>The published RBAC manifest grants what the dashboard reads from the API, and only reading.</summary>
public sealed class RbacManifestTests
{
    private static readonly string[] Reading = ["get", "list", "watch"];

    [Fact]
    public async Task OnlyReadingIsGranted_ToTheOneAccount()
    {
        var objects = await KubernetesYaml.LoadAllFromFileAsync(Manifest());
        var rules = RulesOf(objects);
        var account = Assert.Single(objects.OfType<V1ServiceAccount>());

        Assert.All(rules, rule =>
            Assert.Subset(Reading.ToHashSet(StringComparer.Ordinal), rule.Verbs.ToHashSet(StringComparer.Ordinal))
        );
        Assert.All(rules, rule =>
            Assert.DoesNotContain(
                (rule.Resources ?? []).Concat(rule.ApiGroups ?? []).Concat(rule.NonResourceURLs ?? []),
                name => name.Contains('*', StringComparison.Ordinal)
            )
        );
        Assert.Equal(
            // Other ConfigMaps may contain data of other applications.
            ["kube-controller-manager", "kube-proxy", "kube-scheduler", "kubeadm-config"],
            rules
                .Where(rule => rule.Resources?.Contains("configmaps") == true)
                .SelectMany(rule => rule.ResourceNames)
                .Order(StringComparer.Ordinal)
        );
        Assert.DoesNotContain(rules.SelectMany(rule => rule.Resources ?? []), name =>
            name.StartsWith("secrets", StringComparison.Ordinal) || name.EndsWith("/exec", StringComparison.Ordinal)
        );
        Assert.All(
            objects
                .OfType<V1RoleBinding>()
                .SelectMany(b => b.Subjects)
                .Concat(objects.OfType<V1ClusterRoleBinding>().SelectMany(b => b.Subjects)),
            subject =>
                Assert.Equal(
                    (account.Kind, account.Metadata.Name, account.Metadata.NamespaceProperty),
                    (subject.Kind, subject.Name, subject.NamespaceProperty)
                )
        );
    }

    [Fact]
    public async Task EveryRequest_IsGranted()
    {
        var granted = RulesOf(await KubernetesYaml.LoadAllFromFileAsync(Manifest()))
            .SelectMany(rule => rule.Resources ?? rule.NonResourceURLs);

        Assert.Equal(
            ["/metrics", "configmaps", "endpoints", "events", "leases", "nodes", "pods", "pods/log"],
            granted.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        );
    }

    private static V1PolicyRule[] RulesOf(IEnumerable<object> objects) =>
        [
            .. objects.OfType<V1Role>().SelectMany(role => role.Rules),
            .. objects.OfType<V1ClusterRole>().SelectMany(role => role.Rules),
        ];

    private static string Manifest([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "deploy", "kubernetes", "rbac.yaml");
}
