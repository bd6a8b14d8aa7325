using System.Text;
using HaDashboard.Core.Facts.HaProxy;
using Xunit;

namespace HaDashboard.Core.Tests.HaProxy;

public sealed class StatRowTests
{
    [Fact]
    public void Text_IsFoundByTheColumnsName()
    {
        var row = A.Row("pxname,svname,status,", "api-backend,master1,UP,");
        Assert.Equal("master1", row.Text("svname"));
        Assert.Equal("UP", row.Text("status"));
    }

    [Fact]
    public void Text_MissingColumn_IsNull()
    {
        var row = A.Row("pxname,svname,", "a,b,");
        Assert.Null(row.Text("agent_status"));
        Assert.Null(row.Number("agent_status"));
        Assert.Null(row.Text(-1));
        Assert.Null(row.Text(99));
    }

    [Fact]
    public void Text_EmptyCell_IsNullAndNotZero()
    {
        var row = A.Row("pxname,weight,", "a,,");
        Assert.Null(row.Text("weight"));
        Assert.Null(row.Number("weight"));
    }

    [Fact]
    public void Text_LastCellIsEmpty_AsHAProxyEndsEveryRowWithAComma()
    {
        var row = A.Row("pxname,svname,", "a,b,");
        Assert.Equal(3, row.Count);
        Assert.Null(row.Text(2));
        Assert.True(row.Cell(2).IsEmpty);
    }

    [Fact]
    public void Text_EmptyCellsInARow_DoNotShiftTheirNeighbours()
    {
        var row = A.Row("a,b,c,d,", ",,3,,");
        Assert.Null(row.Text("a"));
        Assert.Null(row.Text("b"));
        Assert.Equal(3, row.Number("c"));
        Assert.Null(row.Text("d"));
    }

    [Theory]
    [InlineData("\"a,1\"", "a,1")]
    [InlineData("\"b\"\"2\"", "b\"2")]
    [InlineData("\"Oops, \"\"quoted\"\", <b>;\ttab\"", "Oops, \"quoted\", <b>;\ttab")]
    [InlineData("\"\"", "")]
    [InlineData("\"\"\"\"", "\"")]
    [InlineData("\"", "\"")]
    public void Text_QuotedCell_IsUnquoted(string cell, string expected)
    {
        var row = A.Row(new StatColumns(["last_chk"]), cell);
        Assert.Equal(expected, row.Text("last_chk"));
        Assert.Equal(cell, Encoding.UTF8.GetString(row.Cell(0)));
    }

    [Fact]
    public void Text_BytesThatAreNotUtf8_BecomeReplacementCharacters()
    {
        var row = new StatRow(new StatColumns(["last_chk"]), [(byte)'c', (byte)'a', (byte)'f', 0xE9], [4]);
        Assert.Equal("caf\ufffd", row.Text("last_chk"));
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("-1", -1L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("12a", null)]
    [InlineData("1.5", null)]
    [InlineData(" 1", null)]
    [InlineData("1 ", null)]
    [InlineData("\"1\"", null)]
    [InlineData("UP", null)]
    public void Number_IsAWholeNumberOrNothing(string cell, long? expected) =>
        Assert.Equal(expected, A.Row(new StatColumns(["n"]), cell).Number("n"));

    [Fact]
    public void Columns_NameSentTwice_MeansTheFirst()
    {
        var columns = new StatColumns(["a", "b", "a"]);
        Assert.Equal(0, columns.IndexOf("a"));
        Assert.Equal(-1, columns.IndexOf("A"));
        Assert.Equal(-1, StatColumns.Empty.IndexOf(""));
    }

    [Theory]
    [InlineData("a,7,x,9", "a,7,x,9", true)]
    [InlineData("a,7,x,9", "a,1234,x,10", true)] // the two cells left out, of other lengths
    [InlineData("a,7,x,9", "b,7,x,9", false)]
    [InlineData("a,7,x,9", "a,7,y,9", false)]
    [InlineData("a,7,xx,9", "a,7,x,9", false)]
    public void SameExcept_ComparesAllOtherCells(string one, string other, bool same)
    {
        var columns = new StatColumns(["name", "age", "text", "last"]);

        Assert.Equal(same, A.Row(columns, one.Split(',')).SameExcept(A.Row(columns, other.Split(',')), [1, 3]));
        Assert.Equal(
            one == other,
            A.Row(columns, one.Split(',')).SameExcept(A.Row(columns, other.Split(',')), [-1, -1])
        );
    }
}
