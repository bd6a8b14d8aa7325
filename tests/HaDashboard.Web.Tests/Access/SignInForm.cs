using System.Text.RegularExpressions;

namespace HaDashboard.Web.Tests.Access;

/// <summary>The sign-in page as a browser without JavaScript uses it.</summary>
internal static partial class SignInForm
{
    public static async Task<HttpResponseMessage> SubmitAsync(
        HttpClient client,
        string name,
        string password,
        string query = ""
    )
    {
        var page = await client.GetStringAsync($"/sign-in{query}");
        return await client.PostAsync(
            $"/sign-in{query}",
            new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["_handler"] = "sign-in",
                    ["__RequestVerificationToken"] = TokenOf(page),
                    ["Input.Name"] = name,
                    ["Input.Password"] = password,
                }
            )
        );
    }

    public static async Task<HttpResponseMessage> SignOutAsync(HttpClient client) =>
        await client.PostAsync(
            "/sign-out",
            new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["_handler"] = "sign-out",
                    ["__RequestVerificationToken"] = TokenOf(await client.GetStringAsync("/sign-out")),
                }
            )
        );

    private static string TokenOf(string page) =>
        Token().Match(page) is { Success: true } match
            ? match.Groups[1].Value
            : throw new InvalidOperationException("No antiforgery token on the page.");

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Token();
}
