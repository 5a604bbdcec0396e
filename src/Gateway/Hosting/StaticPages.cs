using Microsoft.Extensions.FileProviders;

namespace Signaling.Gateway.Hosting;

/// <summary>The demo page at / and the browser client at /client/, as files beside the program.</summary>
internal static class StaticPages
{
    public static void Map(WebApplication app)
    {
        Serve(app, "demo", "", isHome: true);
        Serve(app, "client", "/client", isHome: false);
    }

    private static void Serve(WebApplication app, string folder, string path, bool isHome)
    {
        var root = Path.Combine(AppContext.BaseDirectory, "pages", folder);
        if (!Directory.Exists(root)) return;
        var files = new PhysicalFileProvider(root);
        if (isHome) app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files, RequestPath = path });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            RequestPath = path,
            OnPrepareResponse = context => context.Context.Response.Headers.CacheControl = "no-cache",
        });
    }
}
