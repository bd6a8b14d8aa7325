using HaDashboard.Access;
using HaDashboard.Configuration;
using HaDashboard.Core.Facts.Text;
using Microsoft.AspNetCore.Components;

namespace HaDashboard.Components.Access;

public sealed partial class SignIn
{
    private Message? _problem;

    [SupplyParameterFromForm]
    public SignInInput? Input { get; set; }

    [SupplyParameterFromQuery(Name = "returnUrl")]
    public string? ReturnUrl { get; set; }

    /// <summary>The secret of the start link.</summary>
    [SupplyParameterFromQuery(Name = "t")]
    public string? Secret { get; set; }

    /// <summary>Why the sign-in by the provider failed; null if it did not.</summary>
    [SupplyParameterFromQuery(Name = "provider")]
    public string? Provider { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = default!;

    [Inject]
    private SignInService Service { get; set; } = default!;

    [Inject]
    private AccessSettings Settings { get; set; } = default!;

    private string ProviderHref => $"/sign-in/provider?returnUrl={Uri.EscapeDataString(LocalUrl.OrHome(ReturnUrl))}";

    protected override async Task OnInitializedAsync()
    {
        _problem = Provider switch
        {
            "unreachable" => SignInTexts.ProviderUnreachable,
            "failed" => SignInTexts.ProviderFailed,
            _ => null,
        };
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
