namespace HaDashboard.Configuration;

/// <param name="File">The full path; a relative path in the configuration is relative to the working directory.</param>
public sealed record AuditSettings(string File)
{
    internal static AuditSettings Read(SettingsReader reader)
    {
        var file = Path.GetFullPath(reader.Text("File") ?? Path.Combine("data", "audit.jsonl"));
        if (Directory.Exists(file))
        {
            reader.Problem("File", $"{file} is a folder", "Name a file, for example data/audit.jsonl");
        }

        return new AuditSettings(file);
    }
}
