# The pages of web/ and the chart library they stand on become part of the room that serves them.
embed_assets(serve NAMESPACE serve::web FOLDER web
  FILES vendor/lightweight-charts.js=web/node_modules/lightweight-charts/dist/lightweight-charts.standalone.production.mjs
  LEAN page/ style.css)
