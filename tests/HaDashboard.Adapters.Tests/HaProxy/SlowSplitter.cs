using System.Text;

namespace HaDashboard.Adapters.Tests.HaProxy;

/// <summary>A simple implementation of RFC 4180, to which the fast one is compared.</summary>
internal static class SlowSplitter
{
    internal static List<List<string>> Split(byte[] reply)
    {
        var text = Encoding.UTF8.GetString(reply);
        var rows = new List<List<string>>();
        foreach (var line in text.Split('\n').Where(line => line.Length > 0))
        {
            rows.Add(Cells(line));
        }

        return rows;
    }

    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (quoted && line[i] == '"' && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (line[i] == '"')
            {
                quoted = !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
