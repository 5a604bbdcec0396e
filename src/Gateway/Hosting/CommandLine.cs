using System.Globalization;

namespace Signaling.Gateway.Hosting;

/// <summary>The few switches worth a short name; everything else is configuration.</summary>
/// <param name="Settings">What the short switches set.</param>
/// <param name="Rest">The settings by name, for the configuration to read.</param>
/// <param name="Problems">What is none of both.</param>
internal sealed record CommandLine(IReadOnlyDictionary<string, string?> Settings, IReadOnlyList<string> Rest, IReadOnlyList<string> Problems)
{
    public const string Help = """
        Signaling gateway: carries WebRTC offers, answers and ICE candidates between browsers.

          dotnet run --project src/Gateway [-- options]

          --port N        listen on http://127.0.0.1:N            (default 8080)
          --urls LIST     listen on these addresses, separated by ';'
          --https [N]     listen on https://0.0.0.0:N too, with a certificate made for trying it
                          out with a phone: anybody on the network can join  (default 8443)
          --help          this text

        Every other setting by name, e.g. --Signaling:Limits:RoomPeers=50, or in the environment
        as Signaling__Limits__RoomPeers=50. docs/configuration.md lists them with their defaults.
        """;

    private const int PortMax = 65_535;

    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var settings = new Dictionary<string, string?>();
        var (rest, problems) = (new List<string>(), new List<string>());
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = args[i].IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (args[i][..at], args[i][(at + 1)..]) : (args[i], null);
            if (value is null && i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal)) value = args[++i];
            switch (name)
            {
                case "--port" when IsPort(value): settings["Signaling:Urls"] = $"http://127.0.0.1:{value}"; break;
                case "--urls" when value is not null: settings["Signaling:Urls"] = value; break;
                case "--https" when value is null || IsPort(value): settings["Signaling:HttpsPort"] = value ?? "8443"; break;
                case "--port" or "--https": problems.Add($"{name} needs a port from 0 to {PortMax}, not '{value}'."); break;
                case "--urls": problems.Add("--urls needs addresses, such as http://127.0.0.1:8080."); break;
                case "--environment" or ['-', '-', ..] when (name == "--environment" || name.Contains(':', StringComparison.Ordinal)) && value is not null:
                    rest.Add($"{name}={value}");
                    break;
                default: problems.Add($"{name} is not an option, or lacks its value; --help lists them."); break;
            }
        }

        return new CommandLine(settings, rest, problems);
    }

    private static bool IsPort(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= PortMax;
}
