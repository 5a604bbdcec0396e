namespace Signaling.Gateway.Hosting;

/// <summary>The few switches worth a short name; everything else is configuration.</summary>
internal static class CommandLine
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

    /// <summary>Turns the short switches into configuration.</summary>
    public static IReadOnlyDictionary<string, string?> Settings(IReadOnlyList<string> args)
    {
        var settings = new Dictionary<string, string?>();
        for (var i = 0; i < args.Count; i++)
        {
            var value = i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[i + 1] : null;
            switch (args[i])
            {
                case "--port": settings["Signaling:Urls"] = $"http://127.0.0.1:{value}"; break;
                case "--urls": settings["Signaling:Urls"] = value; break;
                case "--https": settings["Signaling:HttpsPort"] = value ?? "8443"; break;
            }
        }

        return settings;
    }
}
