using Signaling.Settings;
using Signaling.Silo;

try
{
    await using var app = SiloServer.Build(args);
    await app.RunAsync();
    return 0;
}
catch (ConfigurationException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
