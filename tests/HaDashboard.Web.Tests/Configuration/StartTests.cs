using HaDashboard.Access;
using HaDashboard.Checking;
using HaDashboard.Configuration;
using HaDashboard.Demo;
using HaDashboard.Starting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace HaDashboard.Web.Tests.Configuration;

public sealed class StartTests
{
    [Theory]
    [InlineData("", Verb.Run, false, "")]
    [InlineData("--demo", Verb.Run, true, "")]
    [InlineData("--demo --urls http://localhost:1", Verb.Run, true, "--urls http://localhost:1")]
    [InlineData("--check --HaDashboard:ClusterName=a", Verb.Check, false, "--HaDashboard:ClusterName=a")]
    [InlineData("hash-password", Verb.HashPassword, false, "")]
    [InlineData("--help", Verb.Help, false, "")]
    public void Parse_OurWordsAndTheRest(string line, object verb, bool demo, string rest)
    {
        var start = StartArguments.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Null(start.Mistake);
        Assert.Equal((verb, demo, rest), (start.Verb, start.Demo, string.Join(' ', start.Rest)));
    }

    [Theory]
    [InlineData("hashpassword")]
    [InlineData("--demo extra")]
    [InlineData("-x")]
    [InlineData("--demo --check")]
    [InlineData("--dmeo")]
    public void Parse_WhatItDoesNotKnow_IsAMistake(string line) =>
        Assert.NotNull(StartArguments.Parse(line.Split(' ')).Mistake);

    [Theory]
    [InlineData("http://localhost:5080", true)]
    [InlineData("http://127.0.0.1:0;http://[::1]:0", true)]
    [InlineData("http://0.0.0.0:5080", false)]
    [InlineData("http://*:5080", false)]
    [InlineData("http://+:5080", false)]
    [InlineData("http://[::]:5080", false)]
    [InlineData("http://localhost:5080;http://10.0.0.1:5080", false)]
    [InlineData("http://localhost.example.org:5080", false)]
    [InlineData("http://unix:/run/demo.sock", false)]
    public void Demo_BindsLoopbackAlone(string urls, bool allowed)
    {
        using var configuration = new ConfigurationManager { ["urls"] = urls };
        var problems = new SettingsProblems();

        LoopbackOnly.Apply(configuration, problems);

        Assert.Equal(allowed, problems.Lines.Count == 0);
    }

    [Fact]
    public void Demo_WithoutAddress_BindsItsOwn_AndNoEndpointOfTheConfigurationSlipsIn()
    {
        using var configuration = new ConfigurationManager
        {
            ["http_ports"] = "8080",
            ["Kestrel:Endpoints:All:Url"] = "http://0.0.0.0:80",
        };
        var problems = new SettingsProblems();

        LoopbackOnly.Apply(configuration, problems);

        Assert.Equal("http://localhost:5080", configuration["urls"]);
        Assert.StartsWith(
            "Kestrel:Endpoints:All:Url: 'http://0.0.0.0:80' is not a loopback address",
            Assert.Single(problems.Lines),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void HashPassword_PrintsWhatTheConfigurationTakes()
    {
        using var output = new StringWriter();

        Assert.Equal(0, HashPasswordVerb.Run(new StringReader("correct horse\n"), output, TextWriter.Null));
        var hash = output.ToString().Trim();

        Assert.Equal(
            PasswordVerificationResult.Success,
            new PasswordHasher<string>().VerifyHashedPassword("", hash, "correct horse")
        );
        using var files = new SettingsFiles();
        Assert.Empty(
            files
                .Read(
                    ("Access:Users:0:Name", "ops"),
                    ("Access:Users:0:Role", "Admin"),
                    ("Access:Users:0:PasswordHash", hash)
                )
                .Problems
        );
    }

    [Fact]
    public void HashPassword_TooShort_IsRefused() =>
        Assert.Equal(2, HashPasswordVerb.Run(new StringReader("short\n"), TextWriter.Null, TextWriter.Null));

    [Fact]
    public void Table_IsAligned()
    {
        using var output = new StringWriter();

        CheckTable.Print([new CheckRow("a socket", true, "fine", ""), new CheckRow("b", false, "no", "Do it")], output);

        Assert.Equal(
            "WHAT      RESULT  DETAIL  WHAT TO DO\na socket  OK      fine\nb         FAILED  no      Do it\n",
            output.ToString().ReplaceLineEndings("\n")
        );
    }
}
