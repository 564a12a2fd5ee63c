using System.Globalization;
using System.Text;

namespace OptPolicy.Evaluation.Routing.Cascades;

/// <summary>A cascade at one threshold: dollars per problem, and the share it gets right.</summary>
internal sealed record CascadePoint(double Threshold, double Cost, double Right);

/// <summary>Accuracy over cost, of a cascade and of its models alone.</summary>
internal sealed record CascadeFrontier(IReadOnlyList<CascadePoint> Points, IReadOnlyList<(string Name, double Cost, double Right)> Models)
{
    private const int Width = 640, Height = 320, Left = 56, Right = 110, Top = 16, Bottom = 40;

    /// <summary>The chart as a page that needs nothing else; cost on a logarithmic axis.</summary>
    public string ToHtml()
    {
        var (least, most) = (Models.Min(static m => m.Cost), Math.Max(Points.Max(static p => p.Cost), Models.Max(static m => m.Cost)));
        var (low, high) = (Math.Floor(Models.Min(static m => m.Right) * 10) / 10, Math.Ceiling(Math.Max(Points.Max(static p => p.Right), Models.Max(static m => m.Right)) * 10) / 10);
        var page = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Cascade of four models</title><style>:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}svg text{fill:currentColor;font-size:12px}.grid{stroke:#8884}.curve{fill:none;stroke:#3b76c4;stroke-width:2}.model{fill:#c0392b}</style></head><body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>Cascade of four models on GSM8K</h1><figure><figcaption>Share of problems right over dollars per 1,000 problems, logarithmic. The line is the cascade at every threshold, cross-fitted; the dots are its models alone. Prices are assumed: $1 per million tokens and 30 billion parameters, verified answers 200 times.</figcaption>\n<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"Accuracy over cost\">\n");
        for (var share = low; share <= high + 1e-9; share += 0.1)
            page.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(share):0.#}\" y2=\"{Y(share):0.#}\"/><text x=\"{Left - 6}\" y=\"{Y(share) + 4:0.#}\" text-anchor=\"end\">{share:P0}</text>\n");
        for (var power = Math.Ceiling(Math.Log10(least * 1000)); power <= Math.Log10(most * 1000); power++)
            page.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(Math.Pow(10, power) / 1000):0.#}\" y=\"{Height - 12}\" text-anchor=\"middle\">${Math.Pow(10, power):0.###}</text>\n");
        page.Append($"<polyline class=\"curve\" points=\"{string.Join(' ', Points.OrderBy(static p => p.Cost).Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.Cost):0.#},{Y(p.Right):0.#}")))}\"/>\n");
        foreach (var (name, cost, right) in Models)
            page.Append(CultureInfo.InvariantCulture, $"<circle class=\"model\" r=\"4\" cx=\"{X(cost):0.#}\" cy=\"{Y(right):0.#}\"/><text x=\"{X(cost) + 8:0.#}\" y=\"{Y(right) + 14:0.#}\">{name}</text>\n");
        return page.Append("</svg></figure>\n</body></html>\n").ToString();

        double X(double cost) => Left + (Width - Left - Right) * Math.Log(cost / least) / Math.Log(most / least);

        double Y(double share) => Height - Bottom - (Height - Top - Bottom) * (share - low) / (high - low);
    }
}
