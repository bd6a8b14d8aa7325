namespace HaDashboard.Starting;

internal static class Usage
{
    private const string Text = """
        HaDashboard watches a self-hosted Kubernetes control plane.

          HaDashboard                 watch the cluster that is configured
          HaDashboard --demo          watch a simulated cluster, on loopback, without sign-in
          HaDashboard --check         try every node and every endpoint once, print a table; exits 0, 1 (something failed) or 2 (bad configuration)
          HaDashboard hash-password   read a password from standard input, print its hash for HaDashboard:Access:Users
          HaDashboard enroll          show the host keys known_hosts does not have yet, and write those you say you have compared
          HaDashboard --help          this

        Options are those of ASP.NET Core: --urls http://127.0.0.1:5080, --HaDashboard:ClusterName=prod and every other key of appsettings.json,
        or environment variables such as HaDashboard__Nodes__0__Address=10.0.42.1.
        """;

    public static int Print(TextWriter output)
    {
        output.WriteLine(Text);
        return ExitCode.Good;
    }

    public static int Complain(string mistake, TextWriter errors)
    {
        errors.WriteLine(mistake);
        errors.WriteLine();
        errors.WriteLine(Text);
        return ExitCode.Invalid;
    }

    public static int Complain(Configuration.SettingsProblems problems, TextWriter errors)
    {
        foreach (var line in problems.Lines)
        {
            errors.WriteLine(line);
        }

        return ExitCode.Invalid;
    }
}
