using Microsoft.JSInterop;

namespace HaDashboard.Benchmarks;

/// <summary>The browser's part of <c>Virtualize</c>: it reports the number of visible pixels as soon as it is called to observe.</summary>
internal sealed class VirtualWindow(float pixels) : IJSRuntime
{
    private object? _watched;

    public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args)
    {
        if (identifier.EndsWith("Virtualize.init", StringComparison.Ordinal))
        {
            _watched = args![0]!.GetType().GetProperty("Value")!.GetValue(args[0]);
        }

        return default;
    }

    public ValueTask<TValue> InvokeAsync<TValue>(
        string identifier,
        CancellationToken cancellationToken,
        object?[]? args
    ) => InvokeAsync<TValue>(identifier, args);

    internal void Report() =>
        _watched?.GetType().GetMethod("OnSpacerAfterVisible")!.Invoke(_watched, [pixels, pixels, pixels]);
}
