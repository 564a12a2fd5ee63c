using System.Text.Json;
using OptPolicy.Reporting;

namespace OptPolicy.Runtime.Tests.Reporting;

public sealed class ReportRenderingTests
{
    private static readonly SavingsReport Report = SavingsReport.From(ReportTraffic.Day);

    [Fact]
    public void TextIsTheSameEveryTime() => Golden.Check("report.txt", ReportText.Render(Report));

    [Fact]
    public void HtmlIsTheSameEveryTime() => Golden.Check("report.html", ReportHtml.Render(Report, "Support desk", "Authored traffic."));

    [Fact]
    public void HtmlNeedsNothingFromElsewhere()
    {
        var html = ReportHtml.Render(Report);

        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryChartSaysInWordsWhatItShows()
    {
        var html = ReportHtml.Render(Report);

        Assert.Equal(6, html.Split("<svg ").Length - 1);
        Assert.Equal(6, html.Split("role=\"img\" aria-label=\"").Length - 1);
        Assert.Contains("aria-label=\"Paid by model. premium: $0.4400; mini: $0.0600.\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesCannotInjectMarkup()
    {
        var html = ReportHtml.Render(SavingsReport.From([ReportTraffic.Served(0, "<img src=x>", "\"><script>", "m", 0.01m, 0.02m)]), "<b>");

        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void ReplayedAnswersAreLabelledEverywhere()
    {
        const string notice = "60 of 120 answers (50.0 %) were replayed from recordings";

        Assert.Contains(notice, ReportText.Render(Report), StringComparison.Ordinal);
        Assert.Contains(notice, ReportHtml.Render(Report), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(ReportJson.Render(Report));
        Assert.Equal(60, json.RootElement.GetProperty("recorded").GetInt64());
    }

    [Fact]
    public void JsonCarriesTheTotals()
    {
        using var json = JsonDocument.Parse(ReportJson.Render(Report));

        var total = json.RootElement.GetProperty("total");
        Assert.Equal(0.5m, total.GetProperty("paid").GetDecimal());
        Assert.Equal(1.04m, total.GetProperty("baseline").GetDecimal());
        Assert.Equal(0.54m, total.GetProperty("saved").GetDecimal());
        Assert.Equal(120, total.GetProperty("requests").GetInt64());
    }

    [Theory]
    [InlineData("1234.5", "$1,234.50")]
    [InlineData("0.0313", "$0.0313")]
    [InlineData("0.00356075", "$0.003561")]
    [InlineData("0.00000025", "$0.00000025")]
    [InlineData("0", "$0.00")]
    [InlineData("-2", "-$2.0000")]
    public void MoneyShowsTheDigitsThatMatter(string dollars, string expected) =>
        Assert.Equal(expected, ReportFormat.Money(decimal.Parse(dollars, System.Globalization.CultureInfo.InvariantCulture)));
}
