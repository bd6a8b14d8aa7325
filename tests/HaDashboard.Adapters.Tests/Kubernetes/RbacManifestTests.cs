using System.Runtime.CompilerServices;
using k8s;
using k8s.Models;
using Xunit;

namespace HaDashboard.Adapters.Tests.Kubernetes;

/// <summary>The manifest users are told to apply grants what is asked of the API, and only to read.</summary>
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
            ["kube-controller-manager", "kube-proxy", "kube-scheduler", "kubeadm-config"], // others may hold what is nobody's business
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
    public async Task EverythingAsked_IsGranted()
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
