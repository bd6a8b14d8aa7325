using System.Reflection;
using System.Runtime.CompilerServices;
using HaDashboard.Core.Facts.Reduction;
using HaDashboard.Core.Facts.Snapshots;
using Xunit;

namespace HaDashboard.Core.Tests.Structure;

/// <summary>What a layer of Core may be made of. Project references do not enforce it.</summary>
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
    public void FactsAndDiagnosis_AreSynchronous() =>
        Assert.All(Pure(), type =>
            Assert.Empty(
                type.GetMethods(Everything)
                    .Where(method => IsAsynchronous(method.ReturnType))
                    .Select(method => $"{type}.{method.Name}")
            )
        );

    [Fact]
    public void FactsAndDiagnosis_HoldNoClock() =>
        Assert.All(Pure(), type => Assert.DoesNotContain(typeof(TimeProvider), Mentioned(type)));

    [Fact]
    public void FactsAndDiagnosis_HaveNoSettableState() => Assert.All(Pure().Where(type => !type.IsEnum), type =>
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

    [Fact]
    public void Operations_DoNotCallTheReducer() =>
        Assert.All(
            TypesOf("Operations").SelectMany(type => Mentioned(type).Select(mentioned => (type, mentioned))),
            pair => Assert.True(pair.mentioned != typeof(SnapshotReducer), $"{pair.type} mentions the reducer.")
        );

    [Fact]
    public void EveryLayer_HasTypes() =>
        // The tests above say nothing about an empty set: a layer that is renamed must not switch them off.
        Assert.All(["Facts", "Diagnosis", "Operations"], layer => Assert.True(TypesOf(layer).Count() > 20, layer));

    [Fact]
    public void Classes_AreSealedOrMadeToBeInherited() =>
        Assert.All(
            Core.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && !IsGenerated(type)),
            type => Assert.True(type.IsSealed, $"{type} is not sealed.")
        );

    private static IEnumerable<Type> Pure() => TypesOf("Facts").Concat(TypesOf("Diagnosis"));

    private static IEnumerable<Type> TypesOf(string layer) =>
        Core.GetTypes()
            .Where(type =>
                !IsGenerated(type)
                && type.Namespace is { } name
                && (name + ".").StartsWith($"HaDashboard.Core.{layer}.", StringComparison.Ordinal)
            );

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
