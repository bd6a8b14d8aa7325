using Microsoft.JSInterop;

namespace HaDashboard.Benchmarks;

/// <summary>The browser's side of <c>Virtualize</c>: says, as soon as it is asked to watch, how many pixels are in sight.</summary>
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

    internal void Look() =>
        _watched?.GetType().GetMethod("OnSpacerAfterVisible")!.Invoke(_watched, [pixels, pixels, pixels]);
}
