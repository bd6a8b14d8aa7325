using HaDashboard.Components.Shared;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Matrix;

public sealed partial class Cell : ComponentBase
{
    private CellModel? _rendered;
    private int _changes;

    [Parameter, EditorRequired]
    public required CellModel Model { get; set; }

    private RenderFragment? Age =>
        Model switch
        {
            { Since: null } => null,
            { IsLastSeen: true } => Phrase.WithAge(SharedTexts.Ago, Model.Since.Value),
            _ => Phrase.AgeOf(Model.Since.Value),
        };

    // Two names for one animation: the browser restarts an animation only when its name changes.
    private string? Flash =>
        _changes == 0 ? null
        : _changes % 2 == 1 ? "changed"
        : "changed-again";

    protected override void OnParametersSet()
    {
        if (_rendered is not null && _rendered.Word != Model.Word)
        {
            _changes++;
        }
    }

    protected override bool ShouldRender()
    {
        if (Model.Equals(_rendered))
        {
            return false;
        }

        _rendered = Model;
        return true;
    }

    protected override void OnInitialized() => _rendered = Model;
}
