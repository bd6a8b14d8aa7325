using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.Extensions.Logging.Abstractions;

#pragma warning disable BL0006 // The benchmark measures the render tree itself.

namespace HaDashboard.Benchmarks;

/// <summary>
/// The renderer of a circuit without a browser. It renders, computes the differences and writes each batch with the framework's own
/// writer, as the server would send it.
/// </summary>
internal sealed class BatchRenderer(IServiceProvider services) : Renderer(services, NullLoggerFactory.Instance)
{
    private static readonly Type Writer = Assembly
        .Load("Microsoft.AspNetCore.Components.Server")
        .GetType("Microsoft.AspNetCore.Components.Server.Circuits.RenderBatchWriter", throwOnError: true)!;
    private static readonly MethodInfo Write = Writer.GetMethod("Write", [typeof(RenderBatch).MakeByRefType()])!;
    private readonly MemoryStream _sent = new(1 << 20);

    public override Dispatcher Dispatcher { get; } = Dispatcher.CreateDefault();

    internal long Bytes { get; private set; }

    internal int Add(IComponent component) => AssignRootComponentId(component);

    internal IComponent Create(Type type) => InstantiateComponent(type);

    internal Task ShowAsync(int id, Dictionary<string, object?> parameters) =>
        Dispatcher.InvokeAsync(() => RenderRootComponentAsync(id, ParameterView.FromDictionary(parameters)));

    protected override Task UpdateDisplayAsync(in RenderBatch renderBatch)
    {
        _sent.SetLength(0);
        using (var writer = (IDisposable)Activator.CreateInstance(Writer, _sent, true)!)
        {
            Write.Invoke(writer, [renderBatch]);
        }

        Bytes += _sent.Length;
        return Task.CompletedTask;
    }

    protected override void HandleException(Exception exception) => ExceptionDispatchInfo.Throw(exception);
}
