using System.Reflection;
using System.Runtime.CompilerServices;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using HaDashboard.Core.Operations.Ports;
using HaDashboard.Core.Views;
using Xunit;

namespace HaDashboard.Core.Tests;

/// <summary>The borders that a project reference does not hold.</summary>
public sealed class ArchitectureTests
{
    private const BindingFlags Everything =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static readonly Assembly Core = typeof(ClusterSnapshot).Assembly;

    [Fact]
    public void Core_ReferencesTheBaseLibraryAndAbstractionsOnly() =>
        Assert.All(Core.GetReferencedAssemblies().Select(name => name.Name!), name =>
            Assert.True(
                name.StartsWith("System.", StringComparison.Ordinal)
                    || (
                        name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
                        && name.EndsWith(".Abstractions", StringComparison.Ordinal)
                    ),
                $"Core references {name}."
            )
        );

    [Fact]
    public void Core_MentionsNoUserInterfaceNoSshAndNoKubernetesClient() =>
        Assert.All(Core.GetTypes().SelectMany(Mentioned), type =>
            Assert.DoesNotMatch(
                @"^(MudBlazor|Renci|k8s|Microsoft\.AspNetCore|System\.Net\.Http|System\.Net\.Sockets|System\.Diagnostics\.Process)(\.|$)",
                type.FullName ?? ""
            )
        );

    [Fact]
    public void FactsAndVerdicts_AreSynchronous_ExceptTheStoreAndTheClock()
    {
        // the last is a port: what a person reads on demand
        Type[] mayWait = [typeof(ClusterStore), typeof(ClusterClock), typeof(IClusterFeed), typeof(IPodDetails)];
        Assert.All(Pure().Where(type => !mayWait.Contains(Outermost(type))), type =>
            Assert.Empty(
                type.GetMethods(Everything)
                    .Where(method => IsAsynchronous(method.ReturnType))
                    .Select(method => $"{type}.{method.Name}")
            )
        );
    }

    [Fact]
    public void FactsAndVerdicts_HoldNoClock_ExceptTheStoreAndTheClock()
    {
        Type[] mayWait = [typeof(ClusterStore), typeof(ClusterClock)];
        Assert.All(Pure().Where(type => !mayWait.Contains(Outermost(type))), type =>
            Assert.DoesNotContain(typeof(TimeProvider), Mentioned(type))
        );
    }

    [Fact]
    public void FactsAndVerdicts_HaveNoSettableState()
    {
        var pure = Pure()
            .Where(type =>
                !type.IsEnum && Outermost(type) != typeof(ClusterStore) && Outermost(type) != typeof(ClusterClock)
            );
        Assert.All(pure, type =>
        {
            Assert.Empty(
                type.GetProperties(Everything)
                    .Where(p => p.SetMethod is { } set && !IsInit(set))
                    .Select(p => $"{type}.{p.Name}")
            );
            Assert.Empty(
                type.GetFields(Everything)
                    .Where(f => f is { IsInitOnly: false, IsLiteral: false } && !IsGenerated(f))
                    .Select(f => $"{type}.{f.Name}")
            );
        });
    }

    [Fact]
    public void Commands_DoNotReachIntoTheReducer() =>
        Assert.All(
            Core.GetTypes()
                .Where(type => InRoom(type, "Commands"))
                .SelectMany(type => Mentioned(type).Select(mentioned => (type, mentioned))),
            pair => Assert.True(pair.mentioned != typeof(SnapshotReducer), $"{pair.type} mentions the reducer.")
        );

    [Fact]
    public void FactsAndVerdicts_KnowNothingOfTheTrends() =>
        Assert.All(Pure(), type =>
            Assert.DoesNotContain(Mentioned(type), mentioned => InRoom(mentioned, "History.Series"))
        );

    [Fact]
    public void Classes_AreSealedOrMadeToBeInherited() =>
        Assert.All(
            Core.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && !IsGenerated(type)),
            type => Assert.True(type.IsSealed, $"{type} is not sealed.")
        );

    // The trends stand behind the feed: they read views and remember, and nothing on the road for facts reads them.
    private static IEnumerable<Type> Pure() =>
        Core.GetTypes()
            .Where(type =>
                !IsGenerated(type)
                && !InRoom(type, "History.Series")
                && (
                    InRoom(type, "Snapshots")
                    || InRoom(type, "Verdicts")
                    || InRoom(type, "Observations")
                    || InRoom(type, "HaProxy")
                    || InRoom(type, "Kubernetes")
                    || InRoom(type, "History")
                    || InRoom(type, "Inventory")
                )
            );

    private static bool InRoom(Type type, string room) =>
        type.Namespace is { } name && (name + ".").StartsWith($"HaDashboard.Core.{room}.", StringComparison.Ordinal);

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static bool IsGenerated(MemberInfo member) =>
        member.Name.Contains('<', StringComparison.Ordinal)
        || member.IsDefined(typeof(CompilerGeneratedAttribute))
        || (member.DeclaringType is { } outer && IsGenerated(outer));

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static bool IsAsynchronous(Type type) =>
        typeof(Task).IsAssignableFrom(type)
        || type == typeof(ValueTask)
        || (
            type.IsGenericType
            && (
                type.GetGenericTypeDefinition() == typeof(ValueTask<>)
                || type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)
            )
        );

    private static IEnumerable<Type> Mentioned(Type type) =>
        new IEnumerable<Type?>[]
        {
            [type.BaseType],
            type.GetInterfaces(),
            type.GetFields(Everything).Select(field => field.FieldType),
            type.GetProperties(Everything).Select(property => property.PropertyType),
            type.GetMethods(Everything).Select(method => method.ReturnType),
            type.GetMethods(Everything)
                .Cast<MethodBase>()
                .Concat(type.GetConstructors(Everything))
                .SelectMany(method => method.GetParameters())
                .Select(p => p.ParameterType),
            type.GetMethods(Everything)
                .Cast<MethodBase>()
                .Concat(type.GetConstructors(Everything))
                .SelectMany(method => method.GetMethodBody()?.LocalVariables ?? [])
                .Select(v => v.LocalType),
        }
            .SelectMany(types => types)
            .OfType<Type>()
            .SelectMany(Unwrapped);

    private static IEnumerable<Type> Unwrapped(Type type) =>
        type.HasElementType ? Unwrapped(type.GetElementType()!)
        : type.IsGenericType ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Unwrapped)]
        : [type];
}
