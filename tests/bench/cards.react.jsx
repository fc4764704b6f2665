/** @jsxImportSource react */
import { renderToString } from "react-dom/server.edge";
import { createStaticHandler, createStaticRouter, StaticRouterProvider, useLoaderData } from "react-router";

function Cards() {
  const items = useLoaderData();
  return (
    <ul className="cards">
      {items.map((cafe) => (
        <li className="card" key={cafe.slug}>
          <svg className={cafe.tone} viewBox="0 0 320 120" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">
            <path d={cafe.cover} />
          </svg>
          <h3>
            <a href={`/cafes/${cafe.slug}`}>
              <bdi>{cafe.name}</bdi>
            </a>
          </h3>
          {cafe.where && (
            <p className="where">
              <bdi>{cafe.where}</bdi>
            </p>
          )}
          <p className="card-line">
            <span className={cafe.state_class}>{cafe.state}</span>
            {cafe.fictional && <span className="tag fictional">Fictional</span>}
          </p>
          {cafe.methods && <p className="methods">{cafe.methods}</p>}
        </li>
      ))}
    </ul>
  );
}

/** Answers requests for `/cafes`: a route with a loader, as React Router renders one on a server. */
export function respondWith({ before, after }, load) {
  const handler = createStaticHandler([{ path: "/cafes", loader: load, Component: Cards }]);
  return async (request) => {
    const context = await handler.query(new Request(request.url));
    const router = createStaticRouter(handler.dataRoutes, context);
    return before + renderToString(<StaticRouterProvider router={router} context={context} hydrate={false} />) + after;
  };
}
