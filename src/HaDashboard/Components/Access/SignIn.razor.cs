using HaDashboard.Access;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Access;

public sealed partial class SignIn
{
    private string? _problem;

    [SupplyParameterFromForm]
    public SignInInput? Input { get; set; }

    [SupplyParameterFromQuery(Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    /// <summary>The secret of the start link.</summary>
    [SupplyParameterFromQuery(Name = "t")]
    public string? Secret { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    [Inject]
    private SignInService Service { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (Secret is { Length: > 0 } secret && HttpMethods.IsGet(Context.Request.Method))
        {
            Finish(await Service.ByLinkAsync(Context, secret));
        }
    }

    private async Task SubmitAsync() => Finish(await Service.ByPasswordAsync(Context, Input?.Name, Input?.Password));

    private void Finish(SignInResult result)
    {
        if (result.Message is null)
        {
            Context.Response.Redirect(LocalUrl.OrHome(ReturnUrl));
            return;
        }

        _problem = result.Message;
        Context.Response.StatusCode = result.StatusCode;
    }

    public sealed class SignInInput
    {
        public string? Name { get; set; }

        public string? Password { get; set; }
    }
}
