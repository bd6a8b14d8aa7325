using HaDashboard.Core.Facts.HaProxy.Configuration;
using HaDashboard.Core.Facts.Names;
using HaDashboard.Core.Facts.Observations;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Core.Tests.Sources;

/// <summary>An observation of each source, also of sources that this file does not know.</summary>
internal static class SampleObservations
{
    private static readonly Dictionary<SourceKind, object> Values = new()
    {
        [SourceKind.HaProxy] = A.Reading(A.Process(), A.Server("master1")),
        [SourceKind.HaProxyConfiguration] = NodeConfiguration.Read(ConfigurationFile.Of("global", isCut: false)),
    };

    internal static Observation Of(SourceKind kind, NodeName node, DateTimeOffset at)
    {
        var source = SourceCatalogue.Of(kind);
        var type = ValueTypeOf(source);
        if (!Values.TryGetValue(kind, out var value))
        {
            Values[kind] = value = SmallestOf(type)!;
        }

        var observed = typeof(SourceObserved<>).MakeGenericType(type);
        return (Observation)Activator.CreateInstance(observed, source, source.IsPerNode ? node : null, value, at)!;
    }

    private static Type ValueTypeOf(SourceDescriptor source)
    {
        var type = source.GetType();
        while (!(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(SourceDescriptor<>)))
        {
            type = type.BaseType!;
        }

        return type.GetGenericArguments()[0];
    }

    /// <summary>The smallest value of a type: each argument of its constructor is itself a smallest value.</summary>
    private static object? SmallestOf(Type type)
    {
        if (type == typeof(string))
        {
            return "";
        }

        if (type == typeof(Message))
        {
            return Message.Empty;
        }

        if (type.GetField("Empty") is { } empty)
        {
            return empty.GetValue(null); // an immutable collection
        }

        if (type.IsValueType)
        {
            return Activator.CreateInstance(type);
        }

        var constructor = type.GetConstructors().MinBy(c => c.GetParameters().Length)!;
        var arguments = constructor.GetParameters().Select(parameter => SmallestOf(parameter.ParameterType));
        return constructor.Invoke([.. arguments]);
    }
}
